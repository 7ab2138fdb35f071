import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import { refusal } from '../http/answer.ts'
import type { Stage } from '../pipeline.ts'

export const LIVE_PREFIX = '/live/'
export const INBOX_PATH = '/live/inbox'
const RUN_PATH = /^\/live\/runs\/([\w-]{1,100})$/

/** Run that a path names; null when it names none. */
export const runIdIn = (path: string): string | null => RUN_PATH.exec(path)?.[1] ?? null

/**
 * Turns away what no stream would answer, before anybody looks at a token.
 *
 * @throws NOT_FOUND, METHOD_NOT_ALLOWED
 */
export function useLiveAddress(): Stage<Exchange, Answer> {
  return {
    name: 'live address',
    async run(exchange, next) {
      if (exchange.path !== INBOX_PATH && runIdIn(exchange.path) === null) {
        throw appError('NOT_FOUND', `Nothing answers here; streams are at ${INBOX_PATH} and /live/runs/{runId}.`)
      }
      if (exchange.method !== 'GET') throw refusal('METHOD_NOT_ALLOWED', 'Use GET.', { allow: 'GET' })
      return next(exchange)
    },
  }
}
