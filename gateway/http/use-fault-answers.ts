import { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { isErrorCode } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { errorAnswer } from './answer.ts'

/** Turns what the stages below throw into an answer, so that every request gets one and none shows an internal. */
export function useFaultAnswers(log: Logger): Stage<Exchange, Answer> {
  return {
    name: 'fault answers',
    async run(exchange, next) {
      try {
        return await next(exchange)
      } catch (error) {
        const code = error instanceof GraphQLError ? error.extensions.code : undefined
        exchange.record.errorCodes.add(isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR')
        if (!isErrorCode(code)) log.error({ requestId: exchange.requestId, err: error }, 'request failed')
        return errorAnswer(error, exchange.requestId)
      }
    },
  }
}
