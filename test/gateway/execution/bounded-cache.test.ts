import { describe, expect, it } from '@jest/globals'
import { createBoundedCache } from '../../../gateway/execution/bounded-cache.ts'

describe('createBoundedCache', () => {
  it('makes a value once, and forgets the one that was not used for the longest time', () => {
    const cache = createBoundedCache<string>(2)
    const made: string[] = []
    const get = (key: string) => cache.getOrCreate(key, () => `${key}${made.push(key) > 0 ? '' : '!'}`)

    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key)
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })
})
