import type { ErrorCode } from '../../contracts/wire/errors.ts'
import type { Principal } from '../../contracts/wire/principal.ts'
import type { PartnerRegistry } from '../registry/partner-registry.ts'
import type { Caller } from './caller-from-claims.ts'
import { partnerPrincipal } from './principal-of-caller.ts'
import { CLOCK_TOLERANCE_SECONDS } from './verify-token.ts'

/** A token whose signature, lifetime and claims are good: everything about it that does not change while it lives. */
export interface VerifiedToken {
  readonly caller: Caller
  /** The caller as one of the firm, for when no registry says otherwise. */
  readonly asFirm: Principal
  /** `jti`; undefined when the issuer gives none, and then the token cannot be revoked by itself. */
  readonly tokenId: string | undefined
  readonly issuedAtSeconds: number
  readonly expiresAtSeconds: number
}

export type Admission =
  | { readonly ok: true; readonly principal: Principal; readonly expiresAtSeconds: number }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string }

export interface AdmitOptions {
  /** Null when the configuration names none: then nobody is a partner, and nothing is revoked. */
  readonly registry: Pick<PartnerRegistry, 'current'> | null
  readonly isScope: (scope: string) => boolean
  readonly nowSeconds: number
}

/**
 * Decides about a verified token from what the registry says at this moment: asked for every request, cached token or not, at
 * the cost of two look-ups. Without an answer of the registry there is none for any token, because any of them may be revoked.
 */
export function admitToken(token: VerifiedToken, { registry, isScope, nowSeconds }: AdmitOptions): Admission {
  const { caller, asFirm, expiresAtSeconds } = token
  if (registry === null) {
    if (caller.claimsPartner) return refused('a partner, and no registry is configured')
    return { ok: true, principal: asFirm, expiresAtSeconds }
  }
  const snapshot = registry.current()
  if (snapshot === null) return { ok: false, code: 'AUTHENTICATION_UNAVAILABLE', reason: 'the partner registry does not answer' }
  if (token.tokenId !== undefined && snapshot.revokedTokenIds.has(token.tokenId)) return refused('token revoked')

  const binding = snapshot.clients.get(caller.clientId)
  if (binding === undefined) {
    if (caller.claimsPartner) return refused('a partner whose client is not registered')
    return { ok: true, principal: asFirm, expiresAtSeconds }
  }
  if (binding.revoked) return refused('client revoked')
  if (binding.expiresAtSeconds <= nowSeconds) return refused('client expired')
  // The clock of the issuer may be ahead: a token from before the rotation must not pass for a later one.
  const notBefore = binding.tokensNotBeforeSeconds
  if (notBefore !== null && token.issuedAtSeconds <= notBefore + CLOCK_TOLERANCE_SECONDS)
    return refused('issued before the client was rotated')
  return {
    ok: true,
    principal: partnerPrincipal(caller, binding, isScope),
    expiresAtSeconds: Math.min(expiresAtSeconds, binding.expiresAtSeconds),
  }
}

const refused = (reason: string): Admission => ({ ok: false, code: 'UNAUTHENTICATED', reason })
