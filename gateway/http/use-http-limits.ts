import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { refusal } from './answer.ts'

export interface HttpLimits {
  /** Path of the graph. */
  readonly path: string
  /** Largest request body in bytes. */
  readonly bodyLimitBytes: number
  /** Milliseconds from here to the answer; fetches that are under way are then given up, and their branches are null. */
  readonly deadlineMs: number
}

/**
 * Turns away what the graph would never answer, before anybody looks at a token or a body: other addresses, other methods,
 * bodies that declare themselves too large. Limits of the connection (header size, slow headers and bodies) are set on the
 * server itself, in http-server.ts.
 *
 * @throws NOT_FOUND, METHOD_NOT_ALLOWED, PAYLOAD_TOO_LARGE
 */
export function useHttpLimits({ path, bodyLimitBytes, deadlineMs }: HttpLimits): Stage<Exchange, Answer> {
  return {
    name: 'http limits',
    run(exchange, next) {
      if (exchange.path !== path) throw appError('NOT_FOUND', `Nothing answers here; the graph is at ${path}.`)
      if (exchange.method !== 'POST' && exchange.method !== 'GET') {
        throw refusal('METHOD_NOT_ALLOWED', 'Use POST, or GET for a query.', { allow: 'GET, POST' })
      }
      if (Number(exchange.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge(bodyLimitBytes)
      return next({ ...exchange, signal: AbortSignal.any([exchange.signal, AbortSignal.timeout(deadlineMs)]) })
    },
  }
}

export function tooLarge(limitBytes: number) {
  return appError('PAYLOAD_TOO_LARGE', `The request body is larger than ${limitBytes} bytes.`)
}
