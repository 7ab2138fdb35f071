import { describe, expect, it } from '@jest/globals'
import { dateText } from '../../../../contracts/wire/values.ts'
import { addWorkingDays } from '../../../../subgraphs/psa/rules/working-days.ts'

describe('addWorkingDays', () => {
  it.each([
    ['a Wednesday', '2026-07-01', 0, '2026-07-01'],
    ['a Wednesday', '2026-07-01', 2, '2026-07-03'],
    ['a Wednesday, over a weekend', '2026-07-01', 3, '2026-07-06'],
    ['a Saturday', '2026-07-04', 1, '2026-07-06'],
    ['a Friday, over the end of a year', '2027-12-31', 1, '2028-01-03'],
    ['a Monday, two weeks', '2026-07-06', 10, '2026-07-20'],
  ])('counts from %s', (_, from, days, expected) => {
    expect(addWorkingDays(dateText(from), days)).toBe(expected)
  })
})
