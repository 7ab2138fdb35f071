import type { InstantText } from '../../contracts/wire/values.ts'
import type { PartnerKind } from '../../policies/index.ts'
import type { Entity } from '../shared/port.ts'

/** The registry of partners as the port of this subgraph speaks of it: who outside of the firm may call, and as whom. */

/** Firm outside of ours that calls the graph. */
export interface Partner extends Entity {
  readonly kind: PartnerKind
  readonly name: string
  /** Of a client or reseller. */
  readonly accountId: string | null
  /** Of a subcontractor. */
  readonly supplierId: string | null
  readonly registeredBy: string
}

/** OAuth client of a partner; its id is the `client_id` at the issuer. Instants are real time, as those of tokens are. */
export interface PartnerClient extends Entity {
  readonly partnerId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt: InstantText
  readonly issuedBy: string
  readonly tokensNotBefore: InstantText | null
  readonly revokedAt: InstantText | null
}

/** Why access was taken away from a client. */
export interface ClientRevocation extends Entity {
  readonly clientId: string
  readonly reason: string
  readonly actor: string
}

export interface TokenRevocation extends Entity {
  /** `jti`. */
  readonly tokenId: string
  readonly expiresAt: InstantText
  readonly reason: string
  readonly actor: string
}

export interface PartnerDraft {
  readonly kind: PartnerKind
  readonly name: string
  readonly accountId: string | null
  readonly supplierId: string | null
}

export interface PartnerClientDraft {
  readonly partnerId: string
  readonly name: string
  /** Null lets the registry assign one. */
  readonly clientId: string | null
  /** Null grants all that the kind of partner may hold. */
  readonly scopes: readonly string[] | null
  readonly expiresAt: InstantText
}

export interface PartnerClientAction {
  readonly kind: 'rotate' | 'revoke'
  readonly reason: string
}

export interface TokenRevocationDraft {
  readonly tokenId: string
  readonly reason: string
}

export interface PartnerFilter {
  readonly kind?: readonly PartnerKind[] | null
}
