/**
 * Calendar of the example data. A day is its number since 1970-01-01, so that arithmetic is exact and fast; there is no wall
 * clock anywhere in the generator.
 */
export type Day = number

const DAY_MS = 86_400_000

export const day = (date: string): Day => Date.parse(`${date}T00:00:00Z`) / DAY_MS

/** The business day on which the example data ends: events lie before it, plans after it. A Tuesday. */
export const TODAY: Day = day('2026-05-26')
/** Where the business clock starts. */
export const BUSINESS_START = '2026-05-26T09:00:00.000Z'

const dates = new Map<Day, string>()
export function dateOf(of: Day): string {
  const known = dates.get(of)
  if (known !== undefined) return known
  const date = new Date(of * DAY_MS).toISOString().slice(0, 10)
  dates.set(of, date)
  return date
}

/** `hour` may have a fraction and lie outside the day; the instant is UTC. */
export function instantOf(of: Day, hour: number): string {
  if (Number.isInteger(hour) && hour >= 0 && hour < 24) return `${dateOf(of)}T${String(hour).padStart(2, '0')}:00:00.000Z`
  return new Date(of * DAY_MS + Math.round(hour * 3600) * 1000).toISOString()
}

/** ISO 8601 weekday, Monday is 1. 1970-01-01 was a Thursday. */
export const weekday = (of: Day): number => ((((of + 3) % 7) + 7) % 7) + 1
export const mondayOf = (of: Day): Day => of - weekday(of) + 1
/** The day itself, or the Monday after a weekend. */
export const workdayFrom = (of: Day): Day => (weekday(of) > 5 ? mondayOf(of) + 7 : of)

/** `YYYY-MM` */
export const monthOf = (of: Day): string => dateOf(of).slice(0, 7)
export const firstOfMonth = (month: string): Day => day(`${month}-01`)
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
