import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'

/** HTTP Strict Transport Security (RFC 6797). */
export interface Hsts {
  readonly maxAgeSeconds: number
  readonly includeSubDomains: boolean
}

/** What every answer says to browsers. An answer is data: nothing in it may run, be framed, be guessed at, or be kept. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/**
 * Puts the security headers on every answer; a stage that knows better has said so itself, and is left alone. `hsts` promises for
 * the whole host that it speaks TLS, which the gateway cannot know: only the configuration can.
 */
export function useSecurityHeaders(hsts: Hsts | undefined): Stage<Exchange, Answer> {
  const always = { ...HEADERS, ...(hsts && { 'strict-transport-security': hstsValue(hsts) }) }
  return {
    name: 'security headers',
    async run(exchange, next) {
      const answer = await next(exchange)
      return { ...answer, headers: { ...always, ...answer.headers } }
    },
  }
}

const hstsValue = ({ maxAgeSeconds, includeSubDomains }: Hsts): string =>
  `max-age=${maxAgeSeconds}${includeSubDomains ? '; includeSubDomains' : ''}`
