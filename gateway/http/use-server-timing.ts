import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

/**
 * Tells the caller how many fetches and SQL statements the request took (`server-timing`, W3C Server Timing). Off by default, and
 * never for partners: the numbers say something about records that the caller may not see.
 */
export function useServerTiming(expose: boolean): Stage<Exchange, Answer> {
  return {
    name: 'server timing',
    async run(exchange, next) {
      const answer = await next(exchange)
      if (!expose || exchange.principal === null || exchange.principal.kind === 'PARTNER') return answer
      const { fetches, sqlStatements } = exchange.record
      return {
        ...answer,
        headers: { ...answer.headers, 'server-timing': `fetches;desc="${fetches}", sql;desc="${sqlStatements}"` },
      }
    },
  }
}
