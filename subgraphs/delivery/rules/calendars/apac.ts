import { announced, easter, fixed } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** Singapore: the gazetted public holidays; the announced days contain the Mondays after a holiday on a Sunday. */
export const APAC_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'Singapore',
  timeZone: 'Asia/Singapore',
  holidays: [
    fixed(1, 1, 'monday after sunday'),
    announced('2025-01-29', '2025-01-30', '2026-02-17', '2026-02-18'), // Chinese New Year
    announced('2027-02-06', '2027-02-07', '2027-02-08', '2028-01-26', '2028-01-27'),
    announced('2025-03-31', '2026-03-21', '2027-03-10', '2028-02-27', '2028-02-28'), // Hari Raya Puasa
    easter(-2),
    fixed(5, 1, 'monday after sunday'),
    announced('2025-05-12', '2026-05-31', '2026-06-01', '2027-05-20', '2028-05-09'), // Vesak
    announced('2025-06-07', '2026-05-27', '2027-05-16', '2027-05-17', '2028-05-05'), // Hari Raya Haji
    fixed(8, 9, 'monday after sunday'), // National Day
    announced('2025-10-20', '2026-11-08', '2026-11-09', '2027-10-28', '2028-10-17'), // Deepavali
    fixed(12, 25, 'monday after sunday'),
  ],
})
