import { describe, expect, it } from '@jest/globals'
import { createNonceCache } from '../../../subgraphs/shared/nonce-cache.ts'

describe('createNonceCache', () => {
  it('accepts an id once', () => {
    const cache = createNonceCache({ capacity: 10 })
    const inAMinute = Date.now() / 1000 + 60

    expect(cache.claim('a', inAMinute)).toBe(true)
    expect(cache.claim('a', inAMinute)).toBe(false)
  })

  it('refuses rather than forgets when it is full of live ids, and has room again after they expire', () => {
    let nowMs = 0
    const cache = createNonceCache({ capacity: 2, now: () => nowMs })
    cache.claim('a', 10)
    cache.claim('b', 10)

    expect(cache.claim('c', 10)).toBe(false)
    nowMs = 11_000
    expect(cache.claim('c', 70)).toBe(true)
  })
})
