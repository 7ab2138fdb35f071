import type { ErrorCode } from '../../contracts/wire/errors.ts'
import type { Principal } from '../../contracts/wire/principal.ts'
import { isKnownScope } from '../../policies/index.ts'
import { type RequestHeaders, readBearerToken } from './bearer-token.ts'
import { fetchKeys } from './fetch-keys.ts'
import type { IssuerConfig } from './issuer-config.ts'
import { createKeySet, type KeySetEvent, type VerificationKey } from './key-set.ts'
import { principalFromClaims } from './principal-from-claims.ts'
import { createTokenCache } from './token-cache.ts'
import { readTokenHead } from './token-head.ts'
import { verifyToken } from './verify-token.ts'

/** Who sent a request. Everything but `ok: true` is a refusal unless the caller of `authenticate` lets nobody in particular pass. */
export type Authentication = Authenticated | Refusal

interface Authenticated {
  readonly ok: true
  readonly principal: Principal
  /** `exp` of the token: seconds since the epoch from which it is no longer accepted. */
  readonly expiresAtSeconds: number
}

interface Refusal {
  readonly ok: false
  /** No token was sent at all. */
  readonly anonymous: boolean
  readonly code: ErrorCode
  /** For the log only: a caller who forges tokens learns nothing from the answer. */
  readonly reason: string
  /** Value of the `WWW-Authenticate` header (RFC 6750, section 3); undefined when the fault is ours. */
  readonly challenge: string | undefined
}

export interface Authenticator {
  readonly authenticate: (headers: RequestHeaders) => Promise<Authentication>
  /** Fetches the keys of every issuer once. Never rejects: an issuer that is down is asked again by the requests. */
  readonly warmUp: () => Promise<void>
}

export interface AuthenticatorOptions {
  /** Scopes that mean something to this graph; others are dropped. Default: the scope registry. */
  readonly isScope?: (scope: string) => boolean
  readonly onKeySetEvent?: (event: KeySetEvent & { readonly issuer: string }) => void
  readonly fetchKeys?: (config: IssuerConfig) => Promise<readonly VerificationKey[]>
  /** Real time in milliseconds since the epoch. */
  readonly nowMs?: () => number
}

const CHALLENGE = 'Bearer realm="delivery-graph"'
const INVALID_TOKEN = `${CHALLENGE}, error="invalid_token", error_description="The access token is not valid."`
const MAX_CACHED_TOKENS = 10_000

/**
 * Establishes the caller from the access token: token from the header, claimed issuer to its own keys, signature, lifetime,
 * claims. Nothing else of the request identifies anybody.
 *
 * While no keys of the issuer are at hand the answer is AUTHENTICATION_UNAVAILABLE (503, retryable) rather than 401: the token
 * may be perfectly good, and a client that is told otherwise throws it away.
 */
export function createAuthenticator(issuers: readonly IssuerConfig[], options: AuthenticatorOptions = {}): Authenticator {
  const { isScope = isKnownScope, onKeySetEvent, nowMs = Date.now } = options
  const trusted = new Map(
    issuers.map((config) => {
      const keySet = createKeySet({
        fetchKeys: () => (options.fetchKeys ?? fetchKeys)(config),
        nowMs,
        onEvent: (event) => onKeySetEvent?.({ ...event, issuer: config.issuer }),
      })
      return [config.issuer, { config, keySet }] as const
    }),
  )
  const verified = createTokenCache(MAX_CACHED_TOKENS, (issuer) => trusted.get(issuer)?.keySet.current())

  async function authenticateToken(token: string): Promise<Authentication> {
    const nowSeconds = Math.floor(nowMs() / 1_000)
    const known = verified.get(token, nowSeconds)
    if (known !== undefined) return { ok: true, principal: known.principal, expiresAtSeconds: known.expiresAtSeconds }

    const head = readTokenHead(token)
    if ('reason' in head) return invalid(head.reason)
    const issuer = trusted.get(head.issuer)
    if (issuer === undefined) return invalid('issuer not trusted')
    const { config, keySet } = issuer
    const algorithm = config.algorithms.find((name) => name === head.algorithm)
    if (algorithm === undefined) return invalid('algorithm not allowed')

    const lookup = await keySet.lookup(head.keyId, algorithm)
    if (lookup.state === 'unavailable') return unavailable(config.issuer)
    if (lookup.state === 'unknown') return invalid('signing key unknown')
    const { keys, snapshot } = lookup

    const verification = verifyToken(token, { keys, algorithm, config, nowSeconds })
    if (!verification.ok) return invalid(verification.reason)
    const caller = principalFromClaims(verification.claims, config.claims, isScope)
    if (!caller.ok) return invalid(caller.reason)
    const { principal } = caller
    const expiresAtSeconds = verification.claims.exp
    verified.set(token, { principal, issuer: config.issuer, snapshot, expiresAtSeconds })
    return { ok: true, principal, expiresAtSeconds }
  }

  return {
    async authenticate(headers) {
      const bearer = readBearerToken(headers)
      if (bearer.kind === 'absent') return ANONYMOUS
      return bearer.kind === 'refused' ? invalid(bearer.reason) : authenticateToken(bearer.token)
    },
    async warmUp() {
      await Promise.all(Array.from(trusted.values(), ({ keySet }) => keySet.refresh()))
    },
  }
}

/** RFC 6750, section 3.1: a request without any token gets the challenge without an error code. */
const ANONYMOUS: Refusal = {
  ok: false,
  anonymous: true,
  code: 'UNAUTHENTICATED',
  reason: 'no access token',
  challenge: CHALLENGE,
}

function invalid(reason: string): Refusal {
  return { ok: false, anonymous: false, code: 'UNAUTHENTICATED', reason, challenge: INVALID_TOKEN }
}

function unavailable(issuer: string): Refusal {
  const reason = `no keys of ${issuer}`
  return { ok: false, anonymous: false, code: 'AUTHENTICATION_UNAVAILABLE', reason, challenge: undefined }
}
