/** A map that forgets the entry that was not used for the longest time once it is full. */
export interface BoundedCache<Value> {
  /** The value under the key, made by `create` when it is absent. */
  getOrCreate(key: string, create: () => Value): Value
}

export function createBoundedCache<Value>(capacity: number): BoundedCache<Value> {
  const entries = new Map<string, { readonly value: Value }>()
  return {
    getOrCreate(key, create) {
      const known = entries.get(key)
      const entry = known ?? { value: create() }
      entries.delete(key)
      entries.set(key, entry) // insertion order is the order of use
      const [oldest] = entries.keys()
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest)
      return entry.value
    },
  }
}
