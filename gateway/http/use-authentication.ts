import type { Logger } from 'pino'
import { ERRORS } from '../../contracts/wire/errors.ts'
import type { Authenticator } from '../authentication/create-authenticator.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { refusal } from './answer.ts'

export interface AuthenticationOptions {
  /** Null when the configuration names no issuer: then nobody has a token. */
  readonly authenticator: Pick<Authenticator, 'authenticate'> | null
  /** Lets a caller without any token pass as nobody in particular. A bad token is refused all the same. */
  readonly allowAnonymous: boolean
  readonly log: Logger
}

/**
 * Establishes who is calling, from the verified token alone, before the body is read: a refused request costs no parsing. The
 * answer never says why a token was refused; the log does.
 *
 * @throws UNAUTHENTICATED, AUTHENTICATION_UNAVAILABLE
 */
export function useAuthentication({ authenticator, allowAnonymous, log }: AuthenticationOptions): Stage<Exchange, Answer> {
  return {
    name: 'authentication',
    async run(exchange, next) {
      if (authenticator === null) {
        if (allowAnonymous) return next(exchange)
        throw refusal('UNAUTHENTICATED', ERRORS.UNAUTHENTICATED.help)
      }
      const outcome = await authenticator.authenticate(exchange.headersDistinct)
      if (outcome.ok) {
        exchange.record.caller = outcome.principal
        const { principal, expiresAtSeconds, refusedNow } = outcome
        return next({ ...exchange, principal, expiresAtSeconds, refusedNow })
      }
      if (outcome.anonymous && allowAnonymous) return next(exchange)
      log.info({ requestId: exchange.requestId, reason: outcome.reason }, 'caller refused')
      const headers = outcome.challenge === undefined ? undefined : { 'www-authenticate': outcome.challenge }
      throw refusal(outcome.code, ERRORS[outcome.code].help, headers)
    },
  }
}
