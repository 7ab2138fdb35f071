import type { Logger } from 'pino'

/** Real time between two rounds. */
const EVERY_MS = 3_600_000

export interface Retention {
  /** Starts no further round, and waits for the one that is under way. */
  stop(): Promise<void>
}

/** Archives at once and then every hour. A round that fails is made again in the next hour: nothing depends on it. */
export function startRetention({
  archive,
  log,
}: {
  /** Answers how many runs were archived. */
  readonly archive: () => Promise<number>
  readonly log: Logger
}): Retention {
  let current: Promise<void> | null = null

  async function round(): Promise<void> {
    try {
      const runs = await archive()
      if (runs > 0) log.info({ runs }, 'finished runs were archived')
    } catch (error) {
      log.warn({ err: error }, 'finished runs could not be archived; tried again in an hour')
    }
  }
  function tick(): void {
    current ??= round().finally(() => {
      current = null
    })
  }

  const timer = setInterval(tick, EVERY_MS)
  tick()
  return {
    async stop() {
      clearInterval(timer)
      await current
    },
  }
}
