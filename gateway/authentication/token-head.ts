import jwt from 'jsonwebtoken'
import { z } from 'zod'

/**
 * Header parameters that bring their own key, or demand an extension that must be understood (RFC 7515, sections 4.1.2 to
 * 4.1.6 and 4.1.11). Keys come from the issuer's key set alone and no extension is supported.
 */
const REFUSED_PARAMETERS = ['crit', 'jku', 'x5u', 'jwk', 'x5c'] as const

/** Access tokens call themselves `at+jwt` (RFC 9068, section 2.1), many issuers still say `JWT` or nothing. */
const ACCEPTED_TYPES: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt', 'jwt'])

const Head = z.object({
  header: z.looseObject({ alg: z.string(), kid: z.string().min(1).max(255).optional(), typ: z.string().optional() }),
  payload: z.looseObject({ iss: z.string() }),
})

/** What a token claims about itself before anything is verified: enough to choose the key, nothing to act on. */
export interface TokenHead {
  readonly issuer: string
  readonly algorithm: string
  readonly keyId: string | undefined
}

export function readTokenHead(token: string): TokenHead | { readonly reason: string } {
  const head = Head.safeParse(decode(token))
  if (!head.success) return { reason: 'not a JSON Web Token with an issuer' }
  const { header, payload } = head.data
  const refused = REFUSED_PARAMETERS.find((parameter) => Object.hasOwn(header, parameter))
  if (refused !== undefined) return { reason: `header parameter ${refused}` }
  if (header.typ !== undefined && !ACCEPTED_TYPES.has(header.typ.toLowerCase())) return { reason: 'not an access token (typ)' }
  return { issuer: payload.iss, algorithm: header.alg, keyId: header.kid }
}

function decode(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })
  } catch {
    return null
  }
}
