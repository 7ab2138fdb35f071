import { fixed, nthWeekday } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** United States: the holidays of the federation (5 U.S.C. 6103), in the time of the East. */
export const NA_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'United States',
  timeZone: 'America/New_York',
  holidays: [
    fixed(1, 1, 'nearest weekday'),
    nthWeekday(3, 1, 1), // Martin Luther King
    nthWeekday(3, 1, 2), // Washington
    nthWeekday(-1, 1, 5), // Memorial Day
    fixed(6, 19, 'nearest weekday'), // Juneteenth
    fixed(7, 4, 'nearest weekday'),
    nthWeekday(1, 1, 9), // Labor Day
    nthWeekday(2, 1, 10), // Columbus
    fixed(11, 11, 'nearest weekday'), // Veterans Day
    nthWeekday(4, 4, 11), // Thanksgiving
    fixed(12, 25, 'nearest weekday'),
  ],
})
