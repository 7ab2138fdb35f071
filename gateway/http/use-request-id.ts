import { randomUUID } from 'node:crypto'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

/** Short and free of anything that a log viewer or a header could interpret. */
const SAFE_ID = /^[A-Za-z0-9._-]{8,64}$/

/** Gives the request the id that the log, the subgraphs and the answer know it by: the caller's own when it is safe to repeat. */
export function useRequestId(): Stage<Exchange, Answer> {
  return {
    name: 'request id',
    async run(exchange, next) {
      const offered = exchange.headers['x-request-id']
      const requestId = typeof offered === 'string' && SAFE_ID.test(offered) ? offered : randomUUID()
      const answer = await next({ ...exchange, requestId })
      return { ...answer, headers: { ...answer.headers, 'x-request-id': requestId } }
    },
  }
}
