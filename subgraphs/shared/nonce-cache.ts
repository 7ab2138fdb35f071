/**
 * Remembers the ids of opened envelopes until they expire, so that none is accepted twice. Bounded: when full of live ids
 * it refuses, because forgetting one would allow a replay.
 */
export interface NonceCache {
  /** True the first time an id is seen. */
  claim(id: string, expiresAtSeconds: number): boolean
}

export function createNonceCache(options: { readonly capacity: number; readonly now?: () => number }): NonceCache {
  const { capacity, now = Date.now } = options
  const expiryById = new Map<string, number>()

  function dropExpired(): void {
    for (const [id, expiresAtMs] of expiryById) {
      // Insertion order is nearly expiry order: all envelopes live equally long.
      if (expiresAtMs > now()) break
      expiryById.delete(id)
    }
  }

  return {
    claim(id, expiresAtSeconds) {
      if (expiryById.has(id)) return false
      dropExpired()
      if (expiryById.size >= capacity) return false
      expiryById.set(id, expiresAtSeconds * 1000)
      return true
    },
  }
}
