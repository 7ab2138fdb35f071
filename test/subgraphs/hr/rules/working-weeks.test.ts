import { describe, expect, it } from '@jest/globals'
import { dateText } from '../../../../contracts/wire/values.ts'
import { workingWeeksOf } from '../../../../subgraphs/hr/rules/working-weeks.ts'

describe('workingWeeksOf', () => {
  it.each<[string, string, string, readonly number[]]>([
    ['a whole week', '2026-08-03', '2026-08-07', [5]],
    ['a week and a Monday', '2026-08-03', '2026-08-10', [5, 1]],
    ['a Friday and a Monday', '2026-08-07', '2026-08-10', [1, 1]],
    ['a Saturday and the Monday after it', '2026-08-08', '2026-08-10', [1]],
    ['a Monday to the Sunday after it', '2026-08-03', '2026-08-09', [5]],
    ['two days', '2026-08-04', '2026-08-05', [2]],
    ['a weekend', '2026-08-08', '2026-08-09', []],
    ['the turn of the year', '2026-12-28', '2027-01-04', [5, 1]],
  ])('counts the days of %s by week', (_, startDate, endDate, days) => {
    expect(workingWeeksOf({ startDate: dateText(startDate), endDate: dateText(endDate) })).toEqual(days)
  })
})
