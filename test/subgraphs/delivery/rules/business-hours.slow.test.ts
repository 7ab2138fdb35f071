import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { type InstantText, instant } from '../../../../contracts/wire/values.ts'
import { isWorkingDay, localDay } from '../../../../subgraphs/delivery/rules/business-days.ts'
import { addBusinessHours, businessHoursBetween } from '../../../../subgraphs/delivery/rules/business-hours.ts'
import { WORKING_CALENDAR } from '../../../../subgraphs/delivery/rules/region-data.ts'
import { anyCalendar, anyInstant } from './any-working-time.ts'

const { DACH, NA, IND, LATAM } = WORKING_CALENDAR
const at = (text: string): InstantText => instant(text)

describe('addBusinessHours', () => {
  it.each([
    ['within a day', '2026-05-26T09:00:00+02:00', 8, DACH, '2026-05-26T17:00:00+02:00'],
    ['over a night', '2026-05-26T11:00:00+02:00', 8, DACH, '2026-05-27T11:00:00+02:00'],
    ['over a weekend', '2026-05-29T16:00:00+02:00', 2, DACH, '2026-06-01T10:00:00+02:00'],
    ['from a Sunday', '2026-05-31T12:00:00+02:00', 1, DACH, '2026-06-01T10:00:00+02:00'],
    ['over the change to winter time', '2026-10-23T16:00:00+02:00', 2, DACH, '2026-10-26T10:00:00+01:00'],
    ['over the change to summer time', '2026-03-27T16:00:00+01:00', 2, DACH, '2026-03-30T10:00:00+02:00'],
    ['over the change to daylight saving time', '2026-03-06T16:00:00-05:00', 2, NA, '2026-03-09T10:00:00-04:00'],
    ['over the change to standard time', '2026-10-30T16:00:00-04:00', 2, NA, '2026-11-02T10:00:00-05:00'],
    ['where the clocks stay', '2026-10-16T16:00:00-03:00', 2, LATAM, '2026-10-19T10:00:00-03:00'],
    ['over a holiday', '2026-05-13T16:00:00+02:00', 2, DACH, '2026-05-15T10:00:00+02:00'],
    ['over a weekend and a holiday', '2026-05-22T13:00:00+02:00', 8, DACH, '2026-05-26T13:00:00+02:00'],
    ['from a holiday', '2026-05-25T12:00:00-04:00', 1, NA, '2026-05-26T10:00:00-04:00'],
    ['in the time of the region', '2026-05-26T09:00:00Z', 1, NA, '2026-05-26T10:00:00-04:00'],
    ['in a half-hour zone', '2026-05-26T09:00:00+05:30', 16, IND, '2026-05-27T17:00:00+05:30'],
  ] as const)('counts %s', (_, start, hours, calendar, expected) => {
    expect(addBusinessHours(at(start), hours, calendar)).toBe(at(expected))
  })

  it('is undone by businessHoursBetween', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 80 }), anyCalendar, (start, hours, calendar) => {
        const due = addBusinessHours(start, hours, calendar)
        expect(businessHoursBetween(start, due, calendar)).toBe(`${hours}.00`)
      }),
    )
  })

  it('never ends on a weekend, on a holiday or outside office hours', () => {
    fc.assert(
      fc.property(anyInstant, fc.double({ min: 0, max: 80, noNaN: true }), anyCalendar, (start, hours, calendar) => {
        const due = addBusinessHours(start, hours, calendar)
        const { timeZone, opensAtHour, closesAtHour } = calendar
        const time = Temporal.Instant.from(due).toZonedDateTimeISO(timeZone)
        const hour = time.hour + time.minute / 60 + time.second / 3600
        expect(isWorkingDay(localDay(due, calendar), calendar)).toBe(true)
        expect(hour >= opensAtHour && hour <= closesAtHour).toBe(true)
      }),
    )
  })

  it('never comes earlier for a later start or for more hours', () => {
    const anyHours = fc.integer({ min: 0, max: 80 })
    fc.assert(
      fc.property(anyInstant, anyInstant, anyHours, anyHours, anyCalendar, (a, b, few, more, calendar) => {
        const [early, late] = [a, b].toSorted() as [InstantText, InstantText]
        const due = addBusinessHours(early, few, calendar)
        expect(due <= addBusinessHours(late, few, calendar)).toBe(true)
        expect(due <= addBusinessHours(early, few + more, calendar)).toBe(true)
      }),
    )
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s hours', (hours) => {
    expect(() => addBusinessHours(at('2026-05-26T09:00:00Z'), hours, DACH)).toThrow(RangeError)
  })
})

describe('businessHoursBetween', () => {
  it('is zero when the end is not later, and over a weekend', () => {
    expect(businessHoursBetween(at('2026-05-26T10:00:00Z'), at('2026-05-26T09:00:00Z'), DACH)).toBe('0.00')
    expect(businessHoursBetween(at('2026-05-30T00:00:00+02:00'), at('2026-05-31T23:00:00+02:00'), DACH)).toBe('0.00')
  })

  it('counts the hours of a fixture that was added up by hand', () => {
    // Thursday 30 April 14:00 to Tuesday 5 May 11:00 in Hamburg: 3 hours, Labour Day, a weekend, 8 hours, 2 hours.
    expect(businessHoursBetween(at('2026-04-30T14:00:00+02:00'), at('2026-05-05T11:00:00+02:00'), DACH)).toBe('13.00')
    // The same in New York, which works on 1 May: 8 hours more.
    expect(businessHoursBetween(at('2026-04-30T14:00:00-04:00'), at('2026-05-05T11:00:00-04:00'), NA)).toBe('21.00')
  })

  it('adds up over any instant between', () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, anyCalendar, (a, b, c, calendar) => {
        const [from, between, to] = [a, b, c].toSorted() as [InstantText, InstantText, InstantText]
        const parts = Number(businessHoursBetween(from, between, calendar)) + Number(businessHoursBetween(between, to, calendar))
        expect(Math.abs(parts - Number(businessHoursBetween(from, to, calendar)))).toBeLessThanOrEqual(0.02)
      }),
    )
  })
})
