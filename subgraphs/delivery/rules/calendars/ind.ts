import { announced, easter, fixed } from './holiday-rule.ts'
import { defineCalendar, OFFICE } from './working-calendar.ts'

/** India, state of Maharashtra, where the contracting entity has its seat: the holidays that offices keep. */
export const IND_CALENDAR = defineCalendar({
  ...OFFICE,
  place: 'India, Maharashtra',
  timeZone: 'Asia/Kolkata',
  holidays: [
    fixed(1, 26), // Republic Day
    announced('2025-03-14', '2026-03-03', '2027-03-22', '2028-03-11'), // Holi
    announced('2025-03-31', '2026-03-21', '2027-03-10', '2028-02-27'), // Id-ul-Fitr
    easter(-2),
    fixed(4, 14), // Ambedkar
    fixed(5, 1), // Maharashtra Day
    announced('2025-06-07', '2026-05-28', '2027-05-17', '2028-05-05'), // Bakri Id
    fixed(8, 15), // Independence Day
    announced('2025-08-27', '2026-09-14', '2027-09-04', '2028-08-23'), // Ganesh Chaturthi
    fixed(10, 2), // Gandhi
    announced('2025-10-02', '2026-10-20', '2027-10-09', '2028-09-27'), // Dussehra
    announced('2025-10-21', '2026-11-08', '2027-10-29', '2028-10-17'), // Diwali
    announced('2025-11-05', '2026-11-24', '2027-11-14', '2028-11-02'), // Guru Nanak
    fixed(12, 25),
  ],
})
