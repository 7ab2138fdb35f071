import { Temporal } from 'temporal-polyfill'

/** How a public holiday finds its day. */
export type HolidayRule =
  | { readonly kind: 'fixed'; readonly month: number; readonly day: number; readonly substitute: Substitute }
  | { readonly kind: 'easter'; readonly offsetDays: number }
  /** `nth` counts from 1; -1 is the last one of the month. */
  | { readonly kind: 'weekday'; readonly month: number; readonly weekday: number; readonly nth: 1 | 2 | 3 | 4 | -1 }
  /** Days that an authority announces, because they follow the moon. */
  | { readonly kind: 'announced'; readonly dates: readonly string[] }

/**
 * The day off instead of a holiday on a weekend: none, the nearest weekday (United States), the next weekday that is not a
 * holiday itself (England), or the Monday after a Sunday (Singapore).
 */
export type Substitute = 'none' | 'nearest weekday' | 'next free weekday' | 'monday after sunday'

export const fixed = (month: number, day: number, substitute: Substitute = 'none'): HolidayRule => ({
  kind: 'fixed',
  month,
  day,
  substitute,
})
export const easter = (offsetDays: number): HolidayRule => ({ kind: 'easter', offsetDays })
export const nthWeekday = (nth: 1 | 2 | 3 | 4 | -1, weekday: number, month: number): HolidayRule => ({
  kind: 'weekday',
  month,
  weekday,
  nth,
})
export const announced = (...dates: readonly string[]): HolidayRule => ({ kind: 'announced', dates })

/** Days of the years on which the rules fall, with their substitutes, `YYYY-MM-DD`. */
export function holidaysOf(rules: readonly HolidayRule[], years: readonly number[]): ReadonlySet<string> {
  const days = new Set(years.flatMap((year) => rules.flatMap((rule) => daysOf(rule, year)).map(String)))
  const substitutes = years.flatMap((year) =>
    rules.flatMap((rule) => (rule.kind === 'fixed' ? [{ of: dayOf(rule, year), rule: rule.substitute }] : [])),
  )
  for (const { of, rule } of substitutes) {
    const day = substituteOf(of, rule, days)
    // In the order of the rules: the second of two holidays on one weekend finds the day of the first one taken.
    if (day !== null) days.add(day.toString())
  }
  return days
}

function daysOf(rule: HolidayRule, year: number): readonly Temporal.PlainDate[] {
  switch (rule.kind) {
    case 'fixed':
      return [dayOf(rule, year)]
    case 'easter':
      return [easterSunday(year).add({ days: rule.offsetDays })]
    case 'weekday':
      return [weekdayOf(rule, year)]
    case 'announced':
      return rule.dates.map((date) => Temporal.PlainDate.from(date)).filter((date) => date.year === year)
  }
}

const dayOf = ({ month, day }: { readonly month: number; readonly day: number }, year: number) =>
  Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })

function weekdayOf(
  { month, weekday, nth }: Extract<HolidayRule, { readonly kind: 'weekday' }>,
  year: number,
): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  if (nth === -1) {
    const last = first.with({ day: first.daysInMonth })
    return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 })
  }
  return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 })
}

function substituteOf(holiday: Temporal.PlainDate, rule: Substitute, taken: ReadonlySet<string>): Temporal.PlainDate | null {
  const isFree = (day: Temporal.PlainDate) => day.dayOfWeek <= 5 && !taken.has(day.toString())
  if (holiday.dayOfWeek <= 5) return null
  switch (rule) {
    case 'none':
      return null
    case 'nearest weekday':
      return holiday.dayOfWeek === 6 ? holiday.subtract({ days: 1 }) : holiday.add({ days: 1 })
    case 'monday after sunday':
      return holiday.dayOfWeek === 7 ? holiday.add({ days: 1 }) : null
    case 'next free weekday': {
      let day = holiday.add({ days: 1 })
      while (!isFree(day)) day = day.add({ days: 1 })
      return day
    }
  }
}

/** Easter Sunday of the Gregorian calendar; the algorithm of Meeus, Jones and Butcher. */
function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const count = epact + toSunday - 7 * shift + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(count / 31), day: (count % 31) + 1 })
}
