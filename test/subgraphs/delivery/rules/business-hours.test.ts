import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type InstantText, instant } from '../../../../contracts/wire/values.ts'
import { addBusinessHours, businessHoursBetween } from '../../../../subgraphs/delivery/rules/business-hours.ts'
import { WORKING_CALENDAR } from '../../../../subgraphs/delivery/rules/region-data.ts'

const { DACH, NA, IND } = WORKING_CALENDAR
const at = (text: string): InstantText => instant(text)
const anyInstant = fc
  .date({ min: new Date('2026-02-15'), max: new Date('2026-04-15'), noInvalidDate: true })
  .map((date) => instant(date.toISOString()))
const anyCalendar = fc.constantFrom(...Object.values(WORKING_CALENDAR))

describe('addBusinessHours', () => {
  it.each([
    ['within a day', '2026-05-26T09:00:00+02:00', 8, DACH, '2026-05-26T17:00:00+02:00'],
    ['over a night', '2026-05-26T11:00:00+02:00', 8, DACH, '2026-05-27T11:00:00+02:00'],
    ['over a weekend', '2026-05-29T16:00:00+02:00', 2, DACH, '2026-06-01T10:00:00+02:00'],
    ['from a Sunday', '2026-05-31T12:00:00+02:00', 1, DACH, '2026-06-01T10:00:00+02:00'],
    ['over the change to winter time', '2026-10-23T16:00:00+02:00', 2, DACH, '2026-10-26T10:00:00+01:00'],
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
})

describe('businessHoursBetween', () => {
  it('is zero when the end is not later, and over a weekend', () => {
    expect(businessHoursBetween(at('2026-05-26T10:00:00Z'), at('2026-05-26T09:00:00Z'), DACH)).toBe('0.00')
    expect(businessHoursBetween(at('2026-05-30T00:00:00+02:00'), at('2026-05-31T23:00:00+02:00'), DACH)).toBe('0.00')
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
