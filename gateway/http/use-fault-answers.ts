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
        if (isHangUp(error)) log.info({ requestId: exchange.requestId }, 'the client went away')
        else if (!isErrorCode(code)) log.error({ requestId: exchange.requestId, err: error }, 'request failed')
        return errorAnswer(error, exchange.requestId)
      }
    },
  }
}

/** A client that closes its connection in the middle of the body is no fault of ours, and must not be able to raise an alarm. */
const isHangUp = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
