import type { ErrorCode } from '../../contracts/wire/errors.ts'
import type { Principal } from '../../contracts/wire/principal.ts'
import { isKnownScope } from '../../policies/index.ts'
import type { PartnerRegistry } from '../registry/partner-registry.ts'
import { type Admission, admitToken, type VerifiedToken } from './admit-token.ts'
import { type RequestHeaders, readBearerToken } from './bearer-token.ts'
import { callerFromClaims } from './caller-from-claims.ts'
import { fetchKeys } from './fetch-keys.ts'
import type { IssuerConfig } from './issuer-config.ts'
import { createKeySet, type KeySetEvent, type VerificationKey } from './key-set.ts'
import { firmPrincipal } from './principal-of-caller.ts'
import { createTokenCache } from './token-cache.ts'
import { readTokenHead } from './token-head.ts'
import { verifyToken } from './verify-token.ts'

/** Who sent a request. Everything but `ok: true` is a refusal unless the caller of `authenticate` lets nobody in particular pass. */
export type Authentication = Authenticated | Refusal

interface Authenticated {
  readonly ok: true
  readonly principal: Principal
  /** Seconds since the epoch from which the token is no longer accepted: its `exp`, or when the client of a partner expires. */
  readonly expiresAtSeconds: number
  /**
   * For an answer that takes long: the code with which the same token would be refused by now, or would be answered as somebody
   * else; null while neither is so.
   */
  readonly refusedNow: () => ErrorCode | null
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
  /** From now on refreshes the keys before they grow too old, also while no request asks for them; `close` ends it. */
  readonly startPrefetch: () => void
  readonly close: () => void
}

export interface AuthenticatorOptions {
  /** Null or absent: nobody is a partner, and no token can be revoked. */
  readonly registry?: Pick<PartnerRegistry, 'current'> | null
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
/** Milliseconds between two looks whether the keys of an issuer have to be refreshed. */
const PREFETCH_EVERY_MS = 30_000

/**
 * Establishes the caller from the access token: token from the header, claimed issuer to its own keys, signature, lifetime,
 * claims, and what the registry says about it at this moment. Nothing else of the request identifies anybody.
 *
 * While no keys of the issuer are at hand, or no answer of the registry, the answer is AUTHENTICATION_UNAVAILABLE (503,
 * retryable) rather than 401: the token may be perfectly good, and a client that is told otherwise throws it away.
 */
export function createAuthenticator(issuers: readonly IssuerConfig[], options: AuthenticatorOptions = {}): Authenticator {
  const { registry = null, isScope = isKnownScope, onKeySetEvent, nowMs = Date.now } = options
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
  const cache = createTokenCache(MAX_CACHED_TOKENS, (issuer) => trusted.get(issuer)?.keySet.current())

  let prefetching: NodeJS.Timeout | undefined
  const nowSeconds = () => Math.floor(nowMs() / 1_000)

  function admit(token: VerifiedToken): Admission {
    return admitToken(token, { registry, isScope, nowSeconds: nowSeconds() })
  }

  function answer(token: VerifiedToken): Authentication {
    const admission = admit(token)
    if (!admission.ok) return admission.code === 'UNAUTHENTICATED' ? invalid(admission.reason) : unavailable(admission.reason)
    return { ...admission, refusedNow: () => whyNotSame(admission, admit(token)) }
  }

  async function authenticateToken(token: string): Promise<Authentication> {
    const known = cache.get(token, nowSeconds())
    if (known !== undefined) return answer(known.verified)

    const head = readTokenHead(token)
    if ('reason' in head) return invalid(head.reason)
    const issuer = trusted.get(head.issuer)
    if (issuer === undefined) return invalid('issuer not trusted')
    const { config, keySet } = issuer
    const algorithm = config.algorithms.find((name) => name === head.algorithm)
    if (algorithm === undefined) return invalid('algorithm not allowed')

    const lookup = await keySet.lookup(head.keyId, algorithm)
    if (lookup.state === 'unavailable') return unavailable(`no keys of ${config.issuer}`)
    if (lookup.state === 'unknown') return invalid('signing key unknown')
    const { keys, snapshot } = lookup

    const verification = verifyToken(token, { keys, algorithm, config, nowSeconds: nowSeconds() })
    if (!verification.ok) return invalid(verification.reason)
    const read = callerFromClaims(verification.claims, config.claims)
    if (!read.ok) return invalid(read.reason)
    const { jti, iat, exp } = verification.claims
    const verified = {
      caller: read.caller,
      asFirm: firmPrincipal(read.caller, isScope),
      tokenId: jti,
      issuedAtSeconds: iat,
      expiresAtSeconds: exp,
    }
    cache.set(token, { verified, issuer: config.issuer, snapshot })
    return answer(verified)
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
    startPrefetch() {
      prefetching ??= setInterval(() => {
        for (const { keySet } of trusted.values()) keySet.prefetch()
      }, PREFETCH_EVERY_MS).unref()
    },
    close: () => clearInterval(prefetching),
  }
}

/** The principal of one of the firm is the same object every time; that of a partner is made anew from the registry. */
function whyNotSame(before: Extract<Admission, { readonly ok: true }>, now: Admission): ErrorCode | null {
  if (!now.ok) return now.code
  const isSame = now.principal === before.principal || JSON.stringify(now.principal) === JSON.stringify(before.principal)
  return isSame ? null : 'UNAUTHENTICATED'
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

function unavailable(reason: string): Refusal {
  return { ok: false, anonymous: false, code: 'AUTHENTICATION_UNAVAILABLE', reason, challenge: undefined }
}
