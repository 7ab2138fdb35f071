import { describe, expect, it } from '@jest/globals'
import {
  dateOf,
  day,
  firstOfMonth,
  instantOf,
  mondayOf,
  monthOf,
  nextMonth,
  TODAY,
  weekday,
  workdayFrom,
} from '../../../scripts/seed/calendar.ts'

describe('calendar of the example data', () => {
  it('ends on Tuesday, 26 May 2026', () => {
    expect([dateOf(TODAY), weekday(TODAY), dateOf(mondayOf(TODAY))]).toEqual(['2026-05-26', 2, '2026-05-25'])
  })

  it('counts days over months, leap days and years', () => {
    expect(day('2024-03-01') - day('2024-02-28')).toBe(2)
    expect(dateOf(day('2025-12-31') + 1)).toBe('2026-01-01')
    expect([weekday(day('1970-01-01')), weekday(day('1969-12-28'))]).toEqual([4, 7])
    expect(nextMonth('2025-12')).toBe('2026-01')
    expect(dateOf(firstOfMonth(nextMonth(monthOf(TODAY))))).toBe('2026-06-01')
  })

  it('moves weekends to Monday, and nothing else', () => {
    expect(['2026-05-22', '2026-05-23', '2026-05-24', '2026-05-25'].map((date) => dateOf(workdayFrom(day(date))))).toEqual([
      '2026-05-22',
      '2026-05-25',
      '2026-05-25',
      '2026-05-25',
    ])
  })

  it('takes hours with fractions and hours of the day before', () => {
    expect(instantOf(TODAY, 9)).toBe('2026-05-26T09:00:00.000Z')
    expect(instantOf(TODAY, 9.25)).toBe('2026-05-26T09:15:00.000Z')
    expect(instantOf(TODAY, -3.5)).toBe('2026-05-25T20:30:00.000Z')
  })
})
