import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type InstantText, instant } from '../../../../contracts/wire/values.ts'
import {
  addBusinessDays,
  businessDaysBetween,
  isWorkingDay,
  localDay,
} from '../../../../subgraphs/delivery/rules/business-days.ts'
import { WORKING_CALENDAR } from '../../../../subgraphs/delivery/rules/region-data.ts'
import { anyCalendar, anyInstant } from './any-working-time.ts'

const { DACH, NA, UKI } = WORKING_CALENDAR
const at = (text: string): InstantText => instant(text)

describe('addBusinessDays', () => {
  it.each([
    ['to the close of the next day', '2026-05-26T08:00:00+02:00', 1, DACH, '2026-05-27T17:00:00+02:00'],
    ['the same in the evening', '2026-05-26T23:59:00+02:00', 1, DACH, '2026-05-27T17:00:00+02:00'],
    ['over a weekend', '2026-05-28T10:00:00+02:00', 2, DACH, '2026-06-01T17:00:00+02:00'],
    ['over Easter', '2026-04-02T10:00:00+01:00', 1, UKI, '2026-04-07T17:00:00+01:00'],
    ['over Christmas and New Year', '2026-12-23T10:00:00+01:00', 5, DACH, '2026-12-31T17:00:00+01:00'],
    ['in the day of the region', '2026-05-27T02:00:00Z', 1, NA, '2026-05-27T17:00:00-04:00'],
  ] as const)('counts %s', (_, start, days, calendar, expected) => {
    expect(addBusinessDays(at(start), days, calendar)).toBe(at(expected))
  })

  it('is undone by businessDaysBetween, ends on a working day, and never comes earlier for more days', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 60 }), anyCalendar, (start, days, calendar) => {
        const due = addBusinessDays(start, days, calendar)
        expect(businessDaysBetween(start, due, calendar)).toBe(days)
        expect(isWorkingDay(localDay(due, calendar), calendar)).toBe(true)
        expect(addBusinessDays(start, days + 1, calendar) > due).toBe(true)
      }),
    )
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s days', (days) => {
    expect(() => addBusinessDays(at('2026-05-26T08:00:00Z'), days, DACH)).toThrow(RangeError)
  })
})

describe('businessDaysBetween', () => {
  it('is zero when the end is not on a later day', () => {
    expect(businessDaysBetween(at('2026-05-26T08:00:00Z'), at('2026-05-26T18:00:00Z'), DACH)).toBe(0)
    expect(businessDaysBetween(at('2026-05-27T08:00:00Z'), at('2026-05-20T08:00:00Z'), DACH)).toBe(0)
  })

  it('adds up over any instant between', () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, anyInstant, anyCalendar, (a, b, c, calendar) => {
        const [from, between, to] = [a, b, c].toSorted() as [InstantText, InstantText, InstantText]
        expect(businessDaysBetween(from, between, calendar) + businessDaysBetween(between, to, calendar)).toBe(
          businessDaysBetween(from, to, calendar),
        )
      }),
    )
  })
})
