import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'
import { usageOf } from '../process-usage.ts'
import type { BenchGateway } from './bench-gateways.ts'
import type { DocumentName } from './fixture-graph.ts'

/** What one gateway did with so many requests. */
export interface Sample {
  readonly requestsPerSecond: number
  readonly latenciesMs: readonly number[]
  /** Null where the system does not tell. */
  readonly cpuMsPerRequest: number | null
}

/** Requests under way at once: enough to keep a gateway busy, too few to make them wait for each other long. */
const AT_ONCE = 4

/**
 * Asks `count` times over kept connections. Each answer is checked: a gateway that refuses is fast.
 *
 * @throws Error with the first answer that is no success.
 */
export async function askMany(gateway: BenchGateway, document: DocumentName, count: number): Promise<Sample> {
  const pool = new Pool(gateway.origin, { connections: AT_ONCE })
  const latenciesMs: number[] = []
  let next = 0

  async function work(): Promise<void> {
    for (let n = next++; n < count; n = next++) {
      const startedAt = performance.now()
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: gateway.headers(n),
        body: gateway.body(document, { id: `prj_${n % 500}` }),
      })
      const text = await body.text()
      latenciesMs.push(performance.now() - startedAt)
      if (statusCode !== 200 || text.includes('"errors"')) {
        throw new Error(`gateway ${gateway.rung.name} answers ${document} with ${statusCode} ${text.slice(0, 300)}`)
      }
    }
  }

  const before = usageOf(gateway.pid())
  const startedAt = performance.now()
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await pool.close()
  }
  const seconds = (performance.now() - startedAt) / 1_000
  const after = usageOf(gateway.pid())
  const cpuMsPerRequest = before === null || after === null ? null : (after.cpuMs - before.cpuMs) / count
  return { requestsPerSecond: count / seconds, latenciesMs, cpuMsPerRequest }
}
