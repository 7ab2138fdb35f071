import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves once `condition` holds; rejects when it does not within `timeoutMs`. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await condition()); await sleep(10)) {
    if (Date.now() > deadline) throw new Error(`it did not hold within ${timeoutMs} ms: ${condition}`)
  }
}
