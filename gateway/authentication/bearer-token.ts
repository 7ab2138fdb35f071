/**
 * Request headers with names in lower case. Pass `request.headersDistinct` of Node: `request.headers` drops a second
 * Authorization header silently, and the one that a proxy looked at may be the one that was dropped.
 */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Longest accepted token in bytes; decoding a larger one costs more than any real token is worth. */
const MAX_TOKEN_BYTES = 8_192
/** RFC 6750, section 2.1; the scheme is case-insensitive (RFC 9110, section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i

export type BearerToken =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly token: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Finds the access token. Only the Authorization header counts: never the address, a cookie or the body. */
export function readBearerToken(headers: RequestHeaders): BearerToken {
  const values = [headers.authorization ?? []].flat()
  const [value] = values
  if (value === undefined) return { kind: 'absent' }
  if (values.length > 1) return { kind: 'refused', reason: 'more than one Authorization header' }
  if (value.length > MAX_TOKEN_BYTES) return { kind: 'refused', reason: 'Authorization header too long' }
  const token = BEARER.exec(value)?.[1]
  return token === undefined
    ? { kind: 'refused', reason: 'Authorization header is not a bearer token' }
    : { kind: 'present', token }
}
