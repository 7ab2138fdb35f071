import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'
import type { DateText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { TimecardDraft } from '../port.ts'
import { sumDecimals } from '../sum-decimals.ts'

/** What is wrong with a week of time as such, without looking at the booking. */
export function findWeekFaults({ weekStart, entries }: TimecardDraft): readonly WriteError[] {
  const monday = Temporal.PlainDate.from(weekStart)
  const sunday = monday.add({ days: 6 }).toString()
  const days = [...new Set(entries.map(({ date }) => date))]
  return [
    ...(monday.dayOfWeek === MONDAY ? [] : [fault(['weekStart'], 'PSA-WEEK-MONDAY', 'A week starts on a Monday.')]),
    ...(entries.length === 0 || entries.length > MAX_ENTRIES
      ? [fault(['entries'], 'PSA-WEEK-ENTRIES', `A week has 1 to ${MAX_ENTRIES} entries.`)]
      : []),
    ...entries.flatMap(({ date, hours }, index) => [
      ...(date >= weekStart && date <= sunday
        ? []
        : [entryFault(index, 'date', 'PSA-ENTRY-DATE', 'The day is outside the week.')]),
      ...(isQuantity(hours)
        ? []
        : [entryFault(index, 'hours', 'PSA-ENTRY-HOURS', 'Hours are more than 0, with at most 2 decimals.')]),
    ]),
    ...days
      .filter((day) => hoursOn(day, entries).greaterThan(HOURS_PER_DAY))
      .map((day) => fault(['entries'], 'PSA-ENTRY-HOURS', `More than ${HOURS_PER_DAY} hours on ${day}.`)),
  ]
}

const MONDAY = 1
const HOURS_PER_DAY = 24
/** Most entries of one week: ten a day. */
const MAX_ENTRIES = 70

function isQuantity(hours: string): boolean {
  const value = new Decimal(hours)
  return value.greaterThan(0) && value.decimalPlaces() <= 2
}

const hoursOn = (day: DateText, entries: TimecardDraft['entries']) =>
  new Decimal(sumDecimals(entries.filter(({ date }) => date === day).map(({ hours }) => hours)))

const entryFault = (index: number, field: string, rule: string, message: string) =>
  fault(['entries', `${index}`, field], rule, message)

function fault(path: readonly string[], rule: string, message: string): WriteError {
  return { code: 'VALIDATION_FAILED', message, field: ['input', ...path], rule }
}
