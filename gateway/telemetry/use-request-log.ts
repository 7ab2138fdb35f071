import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

/** Writes one line per request: who asked what by name, how it ended, what it cost. Never tokens, variables, documents or data. */
export function useRequestLog(log: Logger): Stage<Exchange, Answer> {
  return {
    name: 'log',
    async run(exchange, next) {
      const startedAt = performance.now()
      const answer = await next(exchange)
      const { document, operationName, operationType, fetches, sqlStatements, errorCodes, caller, verdicts } = exchange.record
      log.info(
        {
          requestId: exchange.requestId,
          method: exchange.method,
          path: exchange.path.slice(0, 100),
          status: answer.status,
          durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
          documentId: document?.id ?? null,
          documentKnown: document?.isKnown ?? null,
          operationName,
          operationType,
          subject: caller?.subject ?? null,
          clientId: caller?.clientId ?? null,
          fetches,
          sqlStatements,
          errorCodes: [...errorCodes],
          ...(verdicts.length > 0 && { verdicts }),
        },
        'request',
      )
      return answer
    },
  }
}
