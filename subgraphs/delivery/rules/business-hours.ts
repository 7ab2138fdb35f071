import { Decimal } from 'decimal.js'
import type { Temporal } from 'temporal-polyfill'
import { type DecimalText, decimal, type InstantText, instant } from '../../../contracts/wire/values.ts'
import { isWorkingDay, localDay } from './business-days.ts'
import type { WorkingCalendar } from './calendars/working-calendar.ts'

/**
 * The instant that lies `hours` business hours after `start`: deadlines of people run while people work.
 *
 * @throws RangeError for hours that are negative or no number: no day would ever have enough of them.
 */
export function addBusinessHours(start: InstantText, hours: number, calendar: WorkingCalendar): InstantText {
  if (!Number.isFinite(hours) || hours < 0) throw new RangeError(`cannot count ${hours} business hours`)
  let leftMs = hours * MS_PER_HOUR
  for (let day = localDay(start, calendar); ; day = day.add({ days: 1 })) {
    const open = openingOf(day, start, calendar)
    if (open === null) continue
    if (leftMs <= open.untilMs - open.fromMs) return toInstant(open.fromMs + leftMs)
    leftMs -= open.untilMs - open.fromMs
  }
}

/** Business hours from `start` to `end`, two fraction digits; 0 when `end` is not later. */
export function businessHoursBetween(start: InstantText, end: InstantText, calendar: WorkingCalendar): DecimalText {
  const endMs = Date.parse(end)
  let workedMs = 0
  for (let day = localDay(start, calendar); ; day = day.add({ days: 1 })) {
    if (day.toZonedDateTime(calendar.timeZone).epochMilliseconds >= endMs) break
    const open = openingOf(day, start, calendar)
    if (open !== null) workedMs += Math.max(0, Math.min(open.untilMs, endMs) - open.fromMs)
  }
  return decimal(new Decimal(workedMs).div(MS_PER_HOUR).toFixed(2))
}

const MS_PER_HOUR = 3_600_000

/** The part of a working day that lies after `start`; null when there is none. */
function openingOf(
  day: Temporal.PlainDate,
  start: InstantText,
  calendar: WorkingCalendar,
): { readonly fromMs: number; readonly untilMs: number } | null {
  if (!isWorkingDay(day, calendar)) return null
  const { opensAtHour, closesAtHour, timeZone } = calendar
  const at = (hour: number) => day.toZonedDateTime({ timeZone, plainTime: { hour } }).epochMilliseconds
  const fromMs = Math.max(at(opensAtHour), Date.parse(start))
  const untilMs = at(closesAtHour)
  return fromMs < untilMs ? { fromMs, untilMs } : null
}

const toInstant = (epochMs: number): InstantText => instant(new Date(epochMs).toISOString())
