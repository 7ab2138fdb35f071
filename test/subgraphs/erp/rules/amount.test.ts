import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { currency, decimal, money } from '../../../../contracts/wire/values.ts'
import { checkAmount, compareAmounts, sumExactly } from '../../../../subgraphs/erp/rules/amount.ts'

/** Any amount with at most 10 fraction digits, as text and as a whole number of 10^-10. */
const anyAmount = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 10 }))
  .map(([digits, scale]) => ({ text: decimal(toText(digits, scale)), units: digits * 10n ** BigInt(10 - scale) }))
  .filter(({ units }) => units < 10n ** 25n && units > -(10n ** 25n))

describe('sumExactly', () => {
  it('equals the sum in whole numbers, whatever the amounts and their order', () => {
    fc.assert(
      fc.property(fc.array(anyAmount, { maxLength: 50 }), (amounts) => {
        const sum = sumExactly(amounts.map(({ text }) => text))
        const expected = amounts.reduce((total, { units }) => total + units, 0n)

        expect(sum === null ? null : toUnits(sum)).toBe(expected)
        expect(sumExactly(amounts.toReversed().map(({ text }) => text))).toBe(sum)
      }),
    )
  })

  it('is exact where floats are not', () => {
    expect(sumExactly([decimal('0.1'), decimal('0.2')])).toBe('0.3')
    expect(sumExactly([])).toBe('0')
  })

  it('answers null instead of a number that is too long for a Decimal', () => {
    const largest = decimal('999999999999999999')
    expect(sumExactly([largest])).toBe(largest)
    expect(sumExactly([largest, decimal('1')])).toBeNull()
  })
})

describe('compareAmounts', () => {
  it('compares by value, not by text', () => {
    expect(compareAmounts(decimal('1.50'), decimal('1.5'))).toBe(0)
    expect(compareAmounts(decimal('9'), decimal('10'))).toBe(-1)
    expect(compareAmounts(decimal('0.1'), decimal('-0.1'))).toBe(1)
  })
})

describe('checkAmount', () => {
  const rule = (code: string, lowest: 'zero' | 'above-zero') => ({ currency: currency(code), lowest, field: ['input', 'x'] })

  it.each([
    ['0', 'EUR', 'zero', []],
    ['1.50', 'EUR', 'above-zero', []],
    ['1.500', 'EUR', 'zero', []], // trailing zeros are no digits
    ['1.001', 'EUR', 'zero', ['AMOUNT_DIGITS']],
    ['1.5', 'JPY', 'zero', ['AMOUNT_DIGITS']],
    ['1.234', 'BHD', 'zero', []],
    ['-0.01', 'EUR', 'zero', ['AMOUNT_TOO_LOW']],
    ['0.00', 'EUR', 'above-zero', ['AMOUNT_TOO_LOW']],
  ] as const)('judges %s %s (%s allowed as lowest): %j', (amount, code, lowest, rules) => {
    expect(checkAmount(money(amount, code), rule(code, lowest))).toMatchObject(rules.map((each) => ({ rule: each })))
  })

  it('refuses a foreign currency before anything else', () => {
    expect(checkAmount(money('-1.001', 'USD'), rule('EUR', 'zero'))).toMatchObject([
      { rule: 'CURRENCY_MISMATCH', field: ['input', 'x'] },
    ])
  })
})

function toText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  return (sign + (scale === 0 ? whole : `${whole}.${text.slice(text.length - scale)}`)).replace(/^(-?)(\d{19,})/, '$10')
}

function toUnits(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(10, '0'))
  return text.startsWith('-') ? -units : units
}
