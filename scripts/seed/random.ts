/**
 * Values of the example data: every value is a function of (seed, entity type, index, field) and of nothing else. So any
 * record can be made alone, subgraphs agree without talking, and a new field changes no other one.
 */
export interface Draws {
  /** Evenly distributed in [0, 1). */
  unit(field: string): number
  /** Whole number, both ends included. */
  int(field: string, min: number, max: number): number
  chance(field: string, probability: number): boolean
  pick<Item>(field: string, items: readonly Item[]): Item
  normal(field: string, mean: number, deviation: number): number
  /** `sigma` is the deviation of the logarithm. */
  logNormal(field: string, median: number, sigma: number): number
  poisson(field: string, mean: number): number
}

/** The one seed of the example data; another one gives another firm. */
const SEED = 42

export function drawsOf(type: string, index: number | string): Draws {
  const prefix = mix(START, `${SEED}|${type}|${index}|`)
  const bits = (field: string): bigint => {
    const [high, low] = mix(prefix, field)
    return splitmix64((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
  }
  // The 53 highest bits are what a double holds exactly.
  const unit = (field: string) => Number(bits(field) >> 11n) / 2 ** 53

  function normal(field: string, mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - unit(field))) // Box-Muller transform
    return mean + deviation * radius * Math.cos(2 * Math.PI * unit(`${field}'`))
  }
  return {
    unit,
    normal,
    int: (field, min, max) => min + Math.floor(unit(field) * (max - min + 1)),
    chance: (field, probability) => unit(field) < probability,
    pick: (field, items) => items[Math.floor(unit(field) * items.length)] as (typeof items)[number], // unit < 1
    logNormal: (field, median, sigma) => median * Math.exp(normal(field, 0, sigma)),
    poisson(field, mean) {
      const limit = Math.exp(-mean)
      let product = unit(field)
      let count = 0
      while (product > limit) {
        count += 1
        product *= unit(`${field}${count}`)
      }
      return count
    },
  }
}

type Lanes = readonly [number, number]
const START: Lanes = [0x9e3779b9, 0x85ebca6b]

/** Two 32-bit lanes of multiplicative hashing: ten times as fast as 64-bit arithmetic on BigInt for every character. */
function mix([high, low]: Lanes, text: string): Lanes {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 0x9e3779b1)
    low = Math.imul(low ^ code ^ (high >>> 15), 0x5f356495)
  }
  return [high, low]
}

const MASK = (1n << 64n) - 1n

/** Finaliser of SplitMix64 (Steele, Lea, Flood, 2014): neighbouring states give unrelated numbers. */
function splitmix64(state: bigint): bigint {
  let z = (state + 0x9e3779b97f4a7c15n) & MASK
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
  return z ^ (z >> 31n)
}
