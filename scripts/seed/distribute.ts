import { drawsOf } from './random.ts'

/** Splits `total` into whole parts in proportion to `weights`, by largest remainder: the parts add up to it exactly. */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum === 0) return weights.map(() => 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const parts = exact.map(Math.floor)
  const rest = total - parts.reduce((all, part) => all + part, 0)
  exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, rest)
    .forEach(({ index }) => {
      parts[index] = (parts[index] ?? 0) + 1
    })
  return parts
}

/** Like `apportion`, but no part exceeds its capacity; what does not fit goes to the others. */
export function apportionWithin(total: number, capacities: readonly number[]): readonly number[] {
  const room = capacities.reduce((all, capacity) => all + capacity, 0)
  return total >= room ? capacities : apportion(total, capacities)
}

/**
 * A category for each of `count` records, so that the shares hold exactly however few records there are; the order is
 * shuffled by the seed. `pinned` asks for the category of single records, which swap with others.
 */
export function stratify<Category>(
  name: string,
  count: number,
  shares: readonly (readonly [Category, number])[],
  pinned: ReadonlyMap<number, Category> = new Map(),
): readonly Category[] {
  const parts = apportion(
    count,
    shares.map(([, share]) => share),
  )
  const ordered = shares.flatMap(([category], index) => Array.from({ length: parts[index] ?? 0 }, () => category))
  const shuffled = ordered
    .map((category, index) => ({ category, key: drawsOf(`stratum ${name}`, index).unit('order') }))
    .sort((a, b) => a.key - b.key)
    .map(({ category }) => category)
  for (const [index, category] of pinned) {
    const donor = shuffled.findIndex((each, position) => each === category && !pinned.has(position))
    if (shuffled[index] === category || donor === -1) continue
    ;[shuffled[index], shuffled[donor]] = [category, shuffled[index] as Category]
  }
  return shuffled
}

/** Items by key, in the order in which the keys first occur. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
