import { describe, expect, it } from '@jest/globals'
import { taxNumberOf } from '../../../scripts/seed/model/tax-number.ts'

const COUNTRIES = ['DE', 'GB', 'AT', 'IE', 'CH', 'IN', 'BR', 'SG', 'US', 'JP']

describe('taxNumberOf', () => {
  it('gives every firm a number of its own', () => {
    for (const country of COUNTRIES) {
      const numbers = Array.from({ length: 3000 }, (_, index) => taxNumberOf(country, index + 1).number)
      expect(new Set(numbers).size).toBe(numbers.length)
    }
  })

  it.each([
    ['DE', /^DE00\d{7}$/],
    ['GB', /^GB0\d{8}$/],
    ['IN', /^00AAAAA\d{4}A\dZ[0-9A-Z]$/],
    ['BR', /^90\.\d{3}\.\d{3}\/0000-\d\d$/],
    ['US', /^00-\d{7}$/],
  ])('has the form of %s, in a range that no authority issues', (country, form) => {
    for (let index = 1; index < 200; index += 1) expect(taxNumberOf(country, index).number).toMatch(form)
  })

  it('ends in the check digits of the country', () => {
    // Weighted sums, written down again from the published procedures.
    const gb = taxNumberOf('GB', 4711).number.slice(2)
    const weighted = [...gb.slice(0, 7)].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0)
    const de = taxNumberOf('DE', 4711).number.slice(2)
    let product = 10
    for (const digit of de.slice(0, 8)) product = (2 * ((Number(digit) + product) % 10 || 10)) % 11

    expect((weighted + Number(gb.slice(7))) % 97).toBe(0)
    expect((product + Number(de[8])) % 10).toBe(1)
  })
})
