import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something holds. Throws after `timeoutMs`: then the drill did not come about, and would prove nothing. */
export async function until(what: string, timeoutMs: number, holds: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + timeoutMs; !holds(); await sleep(50)) {
    if (Date.now() > giveUpAt) throw new Error(`${what} did not happen within ${timeoutMs} ms`)
  }
}
