import { Temporal } from 'temporal-polyfill'
import type { DateText } from '../../../contracts/wire/values.ts'

/**
 * Working days, Monday to Friday, of each week of the interval that has any: the weeks that psa books in, and how much of
 * each a booking takes.
 */
export function workingWeeksOf(interval: { readonly startDate: DateText; readonly endDate: DateText }): readonly number[] {
  const [start, end] = [Temporal.PlainDate.from(interval.startDate), Temporal.PlainDate.from(interval.endDate)]
  const weeks: number[] = []
  for (let monday = mondayOf(start); isBefore(monday, end); monday = monday.add({ days: 7 })) {
    const [first, last] = [latest(start, monday), earliest(end, monday.add({ days: 4 }))]
    if (isBefore(first, last)) weeks.push(first.until(last).days + 1)
  }
  return weeks
}

const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 })
/** The same day counts as before. */
const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(a, b) <= 0
const latest = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (isBefore(a, b) ? b : a)
const earliest = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (isBefore(a, b) ? a : b)
