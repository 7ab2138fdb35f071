import { createHash } from 'node:crypto'
import type { VerifiedToken } from './admit-token.ts'
import type { KeySnapshot } from './key-set.ts'

interface Entry {
  readonly verified: VerifiedToken
  readonly issuer: string
  readonly snapshot: KeySnapshot
}

/**
 * Tokens that were verified already, so that a signature is checked once per token and not once per request. Bounded, keyed
 * by digest (no token rests in memory), valid until `exp` and only as long as the issuer's keys are those that verified it. What
 * the registry says about a token is not in here: that is asked for every request.
 */
export function createTokenCache(maxEntries: number, currentKeys: (issuer: string) => KeySnapshot | undefined) {
  const entries = new Map<string, Entry>()
  return {
    get(token: string, nowSeconds: number): Entry | undefined {
      const key = digest(token)
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (entry.verified.expiresAtSeconds <= nowSeconds || currentKeys(entry.issuer) !== entry.snapshot) return undefined
      // Put back last, so that the entry used longest ago stays first and leaves first.
      entries.set(key, entry)
      return entry
    },
    set(token: string, entry: Entry): void {
      const oldest = entries.size >= maxEntries ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(digest(token), entry)
    },
  }
}

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')
