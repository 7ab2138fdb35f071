import { easter, fixed, nthWeekday } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** England and Wales: bank holidays, with the days instead of those on a weekend. */
export const UKI_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'England and Wales',
  timeZone: 'Europe/London',
  holidays: [
    fixed(1, 1, 'next free weekday'),
    easter(-2),
    easter(1),
    nthWeekday(1, 1, 5), // Early May
    nthWeekday(-1, 1, 5), // Spring
    nthWeekday(-1, 1, 8), // Summer
    fixed(12, 25, 'next free weekday'),
    fixed(12, 26, 'next free weekday'),
  ],
})
