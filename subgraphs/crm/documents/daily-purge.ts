import type pino from 'pino'
import type { DocumentStore } from './port.ts'

/** How often the business date is looked at, in milliseconds: business time can run at another pace than the real one. */
export const LOOK_EVERY_MS = 60_000

export interface DailyPurge {
  stop(): Promise<void>
}

/**
 * Purges documents once on every business day that this process sees, the first time one interval after its start. A purge
 * that fails is tried again at the next look, because the day counts as purged only afterwards.
 */
export function startDailyPurge(
  documents: Pick<DocumentStore, 'purgeExpired'>,
  businessDate: () => Promise<string>,
  { log, lookEveryMs = LOOK_EVERY_MS }: { readonly log: pino.Logger; readonly lookEveryMs?: number },
): DailyPurge {
  let purgedOn = ''
  let working: Promise<void> | undefined

  async function look(): Promise<void> {
    const today = await businessDate()
    if (today === purgedOn) return
    const purged = await documents.purgeExpired()
    purgedOn = today
    if (purged.versions + purged.objects > 0) log.info(purged, 'documents purged')
  }

  const timer = setInterval(() => {
    working ??= look()
      .catch((error: unknown) => log.error({ err: error }, 'documents were not purged'))
      .finally(() => {
        working = undefined
      })
  }, lookEveryMs)
  // Waiting for the next day must not keep a process alive.
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}
