import { easter, fixed } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** Germany, state of Hamburg, where the contracting entity has its seat. A holiday on a weekend is not made up for. */
export const DACH_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'Germany, Hamburg',
  timeZone: 'Europe/Berlin',
  holidays: [
    fixed(1, 1),
    easter(-2),
    easter(1),
    fixed(5, 1),
    easter(39), // Ascension
    easter(50), // Whit Monday
    fixed(10, 3), // German Unity
    fixed(10, 31), // Reformation
    fixed(12, 25),
    fixed(12, 26),
  ],
})
