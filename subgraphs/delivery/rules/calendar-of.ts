import type { RegionCode } from '../port.ts'
import type { WorkingCalendar } from './calendars/working-calendar.ts'
import { WORKING_CALENDAR } from './region-data.ts'

/** Working calendar of a handoff; a handoff whose region is not known yet is in the hands of the head office. */
export const calendarOf = (region: RegionCode | null): WorkingCalendar => WORKING_CALENDAR[region ?? 'DACH']
