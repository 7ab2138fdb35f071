import type { KeyObject } from 'node:crypto'
import { createTokenBucket } from './token-bucket.ts'

/** One public key of an issuer. */
export interface VerificationKey {
  readonly id: string | undefined
  /** Algorithm that the issuer binds the key to; undefined when it says nothing. */
  readonly algorithm: string | undefined
  readonly key: KeyObject
}

/** The keys of one fetch. The object stays the same as long as the keys do, so that identity tells whether they changed. */
export interface KeySnapshot {
  readonly keys: readonly VerificationKey[]
}

export type KeyLookup =
  | { readonly state: 'found'; readonly keys: readonly VerificationKey[]; readonly snapshot: KeySnapshot }
  | { readonly state: 'unknown' }
  | { readonly state: 'unavailable' }

/** What happened to a key set, for the log. */
export type KeySetEvent =
  | { readonly event: 'keys-changed'; readonly keyIds: readonly (string | undefined)[] }
  | { readonly event: 'fetch-failed'; readonly reason: string }

/** Keys of one issuer, kept between requests. */
export interface KeySet {
  /** Keys that may be used now; undefined when there are none. Never waits, but starts a refresh when the keys grow old. */
  readonly current: () => KeySnapshot | undefined
  /** Keys that may have signed a token. Waits for a fetch only when the key is not known. */
  readonly lookup: (keyId: string | undefined, algorithm: string) => Promise<KeyLookup>
  /** Fetches once unless the budget is spent; never rejects. */
  readonly refresh: () => Promise<void>
  /** Starts a refresh when there are no keys, or they grow old; waits for nothing. Called by a timer, not by requests. */
  readonly prefetch: () => void
}

export interface KeySetOptions {
  readonly fetchKeys: () => Promise<readonly VerificationKey[]>
  readonly nowMs: () => number
  readonly onEvent: (event: KeySetEvent) => void
}

/** From this age on, in milliseconds, the next request starts a refresh and goes on with the keys at hand. */
const REFRESH_AFTER_MS = 5 * 60_000
/** Keys that could not be refreshed for this long verify nothing any more: the issuer may have withdrawn one of them. */
const MAX_AGE_MS = 60 * 60_000
/** Budget of fetches: tokens with invented key ids must not turn the gateway into a load generator against the issuer. */
const FETCH_BURST = 3
const FETCH_EVERY_MS = 5_000
/** Candidates for a token that names no key; bounds the signatures that one bad token makes us check. */
const MAX_CANDIDATES = 4

/**
 * Keeps the last good key set of an issuer. A failed or empty fetch changes nothing. At most one fetch runs at a time, and
 * requests that need no new key never wait for it.
 */
export function createKeySet({ fetchKeys, nowMs, onEvent }: KeySetOptions): KeySet {
  const budget = createTokenBucket({ capacity: FETCH_BURST, refillMs: FETCH_EVERY_MS, nowMs })
  let snapshot: KeySnapshot | undefined
  let fetchedAtMs = 0
  let fetching: Promise<void> | undefined

  async function fetchOnce(): Promise<void> {
    try {
      const keys = await fetchKeys()
      fetchedAtMs = nowMs()
      if (snapshot !== undefined && isSame(snapshot.keys, keys)) return
      snapshot = { keys }
      onEvent({ event: 'keys-changed', keyIds: keys.map(({ id }) => id) })
    } catch (error) {
      onEvent({ event: 'fetch-failed', reason: error instanceof Error ? error.message : String(error) })
    } finally {
      fetching = undefined
    }
  }

  function refresh(): Promise<void> {
    if (fetching === undefined && budget.take()) fetching = fetchOnce()
    return fetching ?? Promise.resolve()
  }

  function current(): KeySnapshot | undefined {
    const ageMs = nowMs() - fetchedAtMs
    if (snapshot === undefined || ageMs > MAX_AGE_MS) return undefined
    if (ageMs > REFRESH_AFTER_MS) void refresh()
    return snapshot
  }

  function find(keyId: string | undefined, algorithm: string): KeyLookup {
    const usable = current()
    if (usable === undefined) return { state: 'unavailable' }
    const suitable = usable.keys.filter((key) => fits(key, algorithm))
    const keys = keyId === undefined ? suitable.slice(0, MAX_CANDIDATES) : suitable.filter(({ id }) => id === keyId)
    return keys.length === 0 ? { state: 'unknown' } : { state: 'found', keys, snapshot: usable }
  }

  return {
    current,
    refresh,
    prefetch() {
      if (current() === undefined) void refresh() // current() has started one for keys that grow old
    },
    async lookup(keyId, algorithm) {
      const known = find(keyId, algorithm)
      if (known.state === 'found') return known
      await refresh()
      return find(keyId, algorithm)
    },
  }
}

function fits({ algorithm, key }: VerificationKey, wanted: string): boolean {
  if (algorithm !== undefined && algorithm !== wanted) return false
  return key.asymmetricKeyType === (wanted.startsWith('ES') ? 'ec' : 'rsa')
}

function isSame(left: readonly VerificationKey[], right: readonly VerificationKey[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ id, algorithm, key }, index) => {
      const other = right[index]
      return other !== undefined && id === other.id && algorithm === other.algorithm && key.equals(other.key)
    })
  )
}
