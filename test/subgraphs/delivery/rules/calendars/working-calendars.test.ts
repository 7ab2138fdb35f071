import { describe, expect, it } from '@jest/globals'
import { defineCalendar, HOLIDAY_YEARS, OFFICE } from '../../../../../subgraphs/delivery/rules/calendars/working-calendar.ts'
import { WORKING_CALENDAR } from '../../../../../subgraphs/delivery/rules/region-data.ts'

const EVERY_DAY = { ...OFFICE, place: 'Nowhere', timeZone: 'UTC', holidays: [] }

/** Days off on weekdays of a year, `MM-DD`, as they are printed in the calendars of the place. */
const daysOff = (region: keyof typeof WORKING_CALENDAR, year: number) =>
  [...WORKING_CALENDAR[region].holidays]
    .filter((date) => date.startsWith(`${year}`) && ![0, 6].includes(new Date(date).getUTCDay()))
    .map((date) => date.slice(5))
    .toSorted()
    .join(' ')

describe('working calendars', () => {
  it.each([
    ['NA', 2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    ['NA', 2027, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    ['UKI', 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    ['UKI', 2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
    ['UKI', 2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
    ['DACH', 2025, '01-01 04-18 04-21 05-01 05-29 06-09 10-03 10-31 12-25 12-26'],
    ['DACH', 2026, '01-01 04-03 04-06 05-01 05-14 05-25 12-25'],
    ['DACH', 2028, '04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26'],
    ['IND', 2026, '01-26 03-03 04-03 04-14 05-01 05-28 09-14 10-02 10-20 11-24 12-25'],
    ['LATAM', 2026, '01-01 04-03 04-21 05-01 06-04 07-09 09-07 10-12 11-02 11-20 12-25'],
    ['APAC', 2026, '01-01 02-17 02-18 04-03 05-01 05-27 06-01 08-10 11-09 12-25'],
  ] as const)('keep the public holidays of the place: %s %s', (region, year, expected) => {
    expect(daysOff(region, year)).toBe(expected)
  })

  it('know holidays in every year of every region', () => {
    for (const region of Object.keys(WORKING_CALENDAR) as (keyof typeof WORKING_CALENDAR)[])
      for (const year of HOLIDAY_YEARS) expect([region, daysOff(region, year).split(' ').length >= 5]).toEqual([region, true])
  })

  it.each([
    ['no working day', { workingDays: [] }],
    ['a weekday that there is not', { workingDays: [1, 8] }],
    ['half a weekday', { workingDays: [1.5] }],
    ['no hour of work', { opensAtHour: 17, closesAtHour: 17 }],
    ['half an hour', { opensAtHour: 9.5 }],
    ['an hour that there is not', { closesAtHour: 24 }],
    ['a time zone that there is not', { timeZone: 'Europe/Hamburg' }],
  ])('are refused with %s, so that no deadline is searched for ever', (_, change) => {
    expect(() => defineCalendar({ ...EVERY_DAY, ...change })).toThrow(RangeError)
  })
})
