import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { apportion, apportionWithin, groupBy, stratify } from '../../../scripts/seed/distribute.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 }).filter((each) => sum(each) > 0)

describe('apportion', () => {
  it('adds up to the total, and is within one of the exact share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), weights, (total, shares) => {
        const parts = apportion(total, shares)
        expect(sum(parts)).toBe(total)
        for (const [index, part] of parts.entries()) {
          expect(Math.abs(part - (total * (shares[index] ?? 0)) / sum(shares))).toBeLessThan(1)
        }
      }),
    )
  })

  it('never exceeds a capacity when it has to stay within', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), weights, (total, capacities) => {
        const parts = apportionWithin(total, capacities)
        for (const [index, part] of parts.entries()) expect(part).toBeLessThanOrEqual(capacities[index] ?? 0)
        expect(sum(parts)).toBe(Math.min(total, sum(capacities)))
      }),
    )
  })
})

describe('stratify', () => {
  const SHARES = [
    ['a', 50],
    ['b', 30],
    ['c', 20],
  ] as const

  it('holds the shares exactly, in an order of its own for every name', () => {
    const first = stratify('one', 100, SHARES)

    expect(['a', 'b', 'c'].map((each) => first.filter((category) => category === each).length)).toEqual([50, 30, 20])
    expect(first).toEqual(stratify('one', 100, SHARES))
    expect(first).not.toEqual(stratify('two', 100, SHARES))
  })

  it('gives a pinned record its category without changing the shares', () => {
    const pinned = stratify(
      'one',
      10,
      SHARES,
      new Map([
        [0, 'c' as const],
        [9, 'b' as const],
      ]),
    )

    expect([pinned[0], pinned[9]]).toEqual(['c', 'b'])
    expect(pinned.toSorted().join('')).toBe('aaaaabbbcc')
  })
})

describe('groupBy', () => {
  it('keeps the order of items and of first keys', () => {
    expect([...groupBy([3, 1, 4, 1, 5], (value) => value % 2)]).toEqual([
      [1, [3, 1, 1, 5]],
      [0, [4]],
    ])
  })
})
