import { Temporal } from 'temporal-polyfill'
import type { DateText } from '../../../contracts/wire/values.ts'
import { dateText } from '../../../contracts/wire/values.ts'

/** The working day that lies `days` working days after `from`. */
export function addWorkingDays(from: DateText, days: number): DateText {
  let date = Temporal.PlainDate.from(from)
  for (let left = days; left > 0; ) {
    date = date.add({ days: 1 })
    if (isWorkingDay(date)) left -= 1
  }
  return dateText(date.toString())
}

/**
 * Monday to Friday. Public holidays are those of the worker's calendar, which HR keeps: without it a deadline is at most some
 * days early.
 */
const isWorkingDay = ({ dayOfWeek }: Temporal.PlainDate) => dayOfWeek <= FRIDAY
const FRIDAY = 5
