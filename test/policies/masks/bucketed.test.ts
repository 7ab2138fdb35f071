import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isDecimalText } from '../../../contracts/wire/values.ts'
import { bucketed } from '../../../policies/masks/bucketed.ts'

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.nat({ max: 9_999_999 }))
  .map(([isNegative, whole, fraction]) => `${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(7, '0')}`)

describe('bucketed', () => {
  it.each([
    ['1250.50', '1000'],
    ['240001.00', '200000'],
    ['999.99', '500'],
    ['5', '5'],
    ['0.031', '0.02'],
    ['-1250.50', '-1000'],
    ['0.00', '0'],
    ['-0.00', '0'],
    ['not a number', '0'],
  ])('shows of %j its step %j', (value, shown) => {
    expect(bucketed.hide(value, 'Decimal')).toBe(shown)
  })

  it('answers a Decimal of the same sign that is not further from zero, and less than two and a half times nearer', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const shown = bucketed.hide(value, 'Decimal')
        expect(isDecimalText(shown)).toBe(true)
        const [truth, step] = [Number(value), Number(shown)]
        expect(Math.abs(step)).toBeLessThanOrEqual(Math.abs(truth) * (1 + 1e-12))
        expect(Math.abs(truth)).toBeLessThanOrEqual(Math.abs(step) * 2.5 * (1 + 1e-12))
        expect(truth * step).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('gives all amounts of one step the same answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000, max: 4_999 }), (value) => {
        expect(bucketed.hide(String(value), 'Decimal')).toBe('2000')
      }),
    )
  })
})
