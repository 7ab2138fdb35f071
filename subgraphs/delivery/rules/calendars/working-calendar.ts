import { type HolidayRule, holidaysOf } from './holiday-rule.ts'

/** Where and when the people of a region work: business hours and business days are counted by it. */
export interface WorkingCalendar {
  /** Country and state whose public holidays the region keeps, for people. */
  readonly place: string
  /** IANA name. */
  readonly timeZone: string
  /** ISO 8601 weekdays, Monday is 1. */
  readonly workingDays: readonly number[]
  /** Whole hours of the local day. */
  readonly opensAtHour: number
  readonly closesAtHour: number
  /** Local days on which nobody works, `YYYY-MM-DD`. Outside of `HOLIDAY_YEARS` only weekends are days off. */
  readonly holidays: ReadonlySet<string>
}

/** Years whose public holidays are known; those that follow the moon are forecasts from 2027 on. */
export const HOLIDAY_YEARS = [2025, 2026, 2027, 2028] as const

/** Office hours of the firm, the same in every region. */
export const OFFICE = { workingDays: [1, 2, 3, 4, 5], opensAtHour: 9, closesAtHour: 17 } as const

/**
 * Makes a calendar of its rules. Counting walks from day to day until enough time has passed, so a calendar on which that
 * never happens must not come to be.
 *
 * @throws RangeError when there is no weekday to work on, or no hour, or the time zone is unknown.
 */
export function defineCalendar({
  holidays,
  ...calendar
}: Omit<WorkingCalendar, 'holidays'> & { readonly holidays: readonly HolidayRule[] }): WorkingCalendar {
  const { place, timeZone, workingDays, opensAtHour, closesAtHour } = calendar
  const isHour = (hour: number) => Number.isInteger(hour) && hour >= 0 && hour <= 23
  if (workingDays.length === 0 || !workingDays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7))
    throw new RangeError(`the calendar of ${place} needs working days between 1 and 7`)
  if (!isHour(opensAtHour) || !isHour(closesAtHour) || opensAtHour >= closesAtHour)
    throw new RangeError(`the calendar of ${place} must open before it closes`)
  new Intl.DateTimeFormat('en', { timeZone }) // throws RangeError for a name that is none
  return { ...calendar, holidays: holidaysOf(holidays, HOLIDAY_YEARS) }
}
