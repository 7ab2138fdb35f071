import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { PREFLIGHT_HEADERS } from './use-media-types.ts'

export interface Cors {
  /** Exact origins whose pages may call, such as `https://app.example.com`. Empty: none, and no header says anything. */
  readonly origins: readonly string[]
  /** Seconds for which a browser may remember that it may call. */
  readonly maxAgeSeconds: number
}

const ALLOWED_HEADERS = [...PREFLIGHT_HEADERS, 'content-type', 'if-none-match', 'last-event-id', 'x-request-id'].join(', ')
const EXPOSED_HEADERS = 'etag, retry-after, server-timing, www-authenticate, x-request-id'

/**
 * Cross-origin resource sharing (Fetch standard, section 3.3) for pages of listed origins. The token travels in a header that the
 * page sets itself, so credentials of the browser are never allowed: a cookie of somebody else is of no use here. An origin that
 * is not listed is told nothing, and its browser keeps the answer from the page. A preflight has no token and is answered here.
 */
export function useCors({ origins, maxAgeSeconds }: Cors): Stage<Exchange, Answer> {
  const allowed = new Set(origins)
  return {
    name: 'CORS',
    async run(exchange, next) {
      if (allowed.size === 0) return next(exchange)
      const { method, headers } = exchange
      const { origin } = headers
      const isAllowed = origin !== undefined && allowed.has(origin)
      const isPreflight = method === 'OPTIONS' && origin !== undefined && headers['access-control-request-method'] !== undefined
      const answer: Answer = isPreflight ? { status: 204, headers: {}, body: '' } : await next(exchange)
      return {
        ...answer,
        headers: {
          ...answer.headers,
          // Also where the origin is not allowed: a cache must not hand that answer to one that is.
          vary: [answer.headers.vary, 'origin'].filter(Boolean).join(', '),
          ...(isAllowed && { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS }),
          ...(isAllowed &&
            isPreflight && {
              'access-control-allow-methods': 'GET, POST',
              'access-control-allow-headers': ALLOWED_HEADERS,
              'access-control-max-age': String(maxAgeSeconds),
            }),
        },
      }
    },
  }
}
