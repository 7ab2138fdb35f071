import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { request } from 'undici'

const LOOK_EVERY_MS = 200
/** Looks between two words in the log. */
const SAY_EVERY = 50

/**
 * Waits until the gateway is ready, however long that takes. A worker that came up first would use up the attempts of the
 * runs that it takes over, and then could not even undo them.
 */
export async function waitForGateway(gatewayUrl: string, log: Logger): Promise<void> {
  const readiness = new URL('/health/ready', gatewayUrl)
  for (let look = 1; ; look += 1) {
    if (await isReady(readiness)) return
    if (look % SAY_EVERY === 0) log.warn({ gateway: readiness.href }, 'still waiting for the gateway')
    await sleep(LOOK_EVERY_MS)
  }
}

async function isReady(readiness: URL): Promise<boolean> {
  try {
    const { statusCode, body } = await request(readiness, { signal: AbortSignal.timeout(2_000) })
    await body.dump()
    return statusCode === 200
  } catch {
    return false // not listening yet
  }
}
