import { setTimeout as sleep } from 'node:timers/promises'

/** True when `url` answers with success within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** Waits until `url` answers, or, with `expected` false, until it no longer does. */
export async function waitUntilAnswers(url: string, expected: boolean, timeoutMs: number = 30_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; (await answers(url)) !== expected; await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`${url} ${expected ? 'does not answer' : 'still answers'} after ${timeoutMs} ms`)
  }
}
