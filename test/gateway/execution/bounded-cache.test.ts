import { describe, expect, it } from '@jest/globals'
import { createBoundedCache } from '../../../gateway/execution/bounded-cache.ts'

describe('createBoundedCache', () => {
  it('makes a value once, and forgets the one that was not used for the longest time', () => {
    const cache = createBoundedCache<string>(2)
    const made: string[] = []
    const get = (key: string) => cache.getOrCreate(key, 1, () => `${key}${made.push(key) > 0 ? '' : '!'}`)

    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key)
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })

  it('forgets as many light entries as a heavy one needs, and keeps nothing that alone is too heavy', () => {
    const cache = createBoundedCache<string>(10)
    const made: string[] = []
    const get = (key: string, weight: number) => cache.getOrCreate(key, weight, () => String(made.push(key)))

    for (const [key, weight] of [
      ['a', 4],
      ['b', 4],
      ['heavy', 9],
      ['a', 4],
      ['giant', 11],
      ['giant', 11],
    ] as const)
      get(key, weight)

    expect(made).toEqual(['a', 'b', 'heavy', 'a', 'giant', 'giant'])
  })
})
