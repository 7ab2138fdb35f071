import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { scalars } from '../../../subgraphs/shared/scalars.ts'

describe('Decimal', () => {
  it('never accepts or emits a JavaScript number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer()), (value) => {
        expect(() => scalars.Decimal.parseValue(value)).toThrow()
        expect(() => scalars.Decimal.serialize(value)).toThrow()
      }),
    )
  })

  it('keeps every digit of a decimal text', () => {
    const text = fc
      .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.stringMatching(/^\d{1,10}$/))
      .map(([whole, digits]) => `${whole}.${digits}`)
    fc.assert(
      fc.property(text, (value) => {
        expect(scalars.Decimal.serialize(scalars.Decimal.parseValue(value))).toBe(value)
      }),
    )
  })
})

describe('scalars', () => {
  it.each([
    ['Date', '2026-02-30'],
    ['Date', '2026-5-1'],
    ['DateTime', '2026-05-26'],
    ['DateTime', '2026-05-26T25:00:00Z'],
    ['Decimal', '1e3'],
    ['Decimal', '1,5'],
    ['Decimal', '007'],
    ['CurrencyCode', 'euro'],
    ['CountryCode', 'Germany'],
    ['URL', 'javascript:alert(1)'],
    ['EmailAddress', 'nobody'],
  ] as const)('%s refuses %p with BAD_USER_INPUT', (name, text) => {
    expect(() => scalars[name].parseValue(text)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    )
  })

  it('DateTime answers in UTC whatever offset came in', () => {
    expect(scalars.DateTime.parseValue('2026-05-26T11:00:00+02:00')).toBe('2026-05-26T09:00:00.000Z')
  })
})
