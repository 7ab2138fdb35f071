/** A map that forgets the entries that were not used for the longest time once it holds too much. */
export interface BoundedCache<Value> {
  /** The value under the key, made by `create` when it is absent. `weight` is what the entry counts against the capacity. */
  getOrCreate(key: string, weight: number, create: () => Value): Value
}

/**
 * The bound is the sum of the weights, not the number of entries: a cache of two thousand documents is small or fatal depending
 * on who writes the documents.
 */
export function createBoundedCache<Value>(capacity: number): BoundedCache<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>()
  let total = 0

  function forget(key: string): void {
    total -= entries.get(key)?.weight ?? 0
    entries.delete(key)
  }

  return {
    getOrCreate(key, weight, create) {
      const entry = entries.get(key) ?? { value: create(), weight }
      forget(key)
      entries.set(key, entry) // insertion order is the order of use
      total += entry.weight
      for (const oldest of entries.keys()) {
        if (total <= capacity) break
        forget(oldest)
      }
      return entry.value
    },
  }
}
