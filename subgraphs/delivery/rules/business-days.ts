import { Temporal } from 'temporal-polyfill'
import { type InstantText, instant } from '../../../contracts/wire/values.ts'
import type { WorkingCalendar } from './calendars/working-calendar.ts'

/**
 * The close of the `days`-th working day after the local day of `start`. The day on which something happens does not count,
 * so that a deadline is the same whether it was set in the morning or in the evening.
 *
 * @throws RangeError for days that are not a whole number of at least 1.
 */
export function addBusinessDays(start: InstantText, days: number, calendar: WorkingCalendar): InstantText {
  if (!Number.isSafeInteger(days) || days < 1) throw new RangeError(`cannot count ${days} business days`)
  let day = localDay(start, calendar)
  for (let left = days; left > 0; ) {
    day = day.add({ days: 1 })
    if (isWorkingDay(day, calendar)) left -= 1
  }
  const { timeZone, closesAtHour: hour } = calendar
  return instant(new Date(day.toZonedDateTime({ timeZone, plainTime: { hour } }).epochMilliseconds).toISOString())
}

/** Working days after the local day of `start`, up to that of `end` included; 0 when `end` is not on a later day. */
export function businessDaysBetween(start: InstantText, end: InstantText, calendar: WorkingCalendar): number {
  const last = localDay(end, calendar)
  let count = 0
  for (
    let day = localDay(start, calendar).add({ days: 1 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    if (isWorkingDay(day, calendar)) count += 1
  }
  return count
}

export function isWorkingDay(day: Temporal.PlainDate, { workingDays, holidays }: WorkingCalendar): boolean {
  return workingDays.includes(day.dayOfWeek) && !holidays.has(day.toString())
}

/** The day that people of the region have at an instant. */
export function localDay(at: InstantText, { timeZone }: WorkingCalendar): Temporal.PlainDate {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate()
}
