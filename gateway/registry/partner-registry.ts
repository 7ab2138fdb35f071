import type { Principal } from '../../contracts/wire/principal.ts'

/**
 * Who calls on behalf of a partner, and which tokens are no longer good: the firm's own record, which wins over what a token
 * claims. One port; the adapters differ in where the record lies.
 */
export interface PartnerRegistry {
  /** What is known now; null when it is older than 60 s, or nothing was read yet. Never waits, and costs nothing. */
  current(): AccessSnapshot | null
  /** True once something was read; it stays true when the source goes away later. */
  isReady(): boolean
  close(): Promise<void>
}

/** One state of the registry. It is replaced as a whole and never changed, so a request sees one state from beginning to end. */
export interface AccessSnapshot {
  /** By `client_id`. A client that is not in it is not a partner's. */
  readonly clients: ReadonlyMap<string, PartnerBinding>
  /** `jti` of tokens that were revoked one by one. */
  readonly revokedTokenIds: ReadonlySet<string>
}

/** What the firm has agreed with a partner about one of its OAuth clients. */
export interface PartnerBinding {
  readonly partner: NonNullable<Principal['partner']>
  /** The most that a token of the client grants. */
  readonly scopes: readonly string[]
  /** Seconds since the epoch from which its tokens are refused. */
  readonly expiresAtSeconds: number
  /** Tokens that were issued up to then are refused, in seconds since the epoch; null when there is no such limit. */
  readonly tokensNotBeforeSeconds: number | null
  readonly revoked: boolean
}

/** Age in milliseconds from which a snapshot decides nothing any more: a revocation is in force everywhere by then. */
export const MAX_SNAPSHOT_AGE_MS = 60_000
