import { describe, expect, it } from '@jest/globals'
import { predicateNamed, predicates } from '../../policies/index.ts'

describe('predicateNamed', () => {
  it('finds every predicate by its name, and nothing else', () => {
    for (const predicate of predicates) expect(predicateNamed(predicate.name)).toBe(predicate)
    expect(new Set(predicates.map(({ name }) => name)).size).toBe(predicates.length)
    expect(predicateNamed('toString')).toBeUndefined()
  })

  it.each(predicates.map((predicate) => [predicate.name, predicate] as const))(
    '%s gives each of its reasons once, and discloses only such',
    (_, { reasons, discloses }) => {
      expect(new Set(reasons).size).toBe(reasons.length)
      expect(reasons).toEqual(expect.arrayContaining([...discloses]))
    },
  )
})
