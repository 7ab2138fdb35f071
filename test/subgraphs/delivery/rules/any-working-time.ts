import fc from 'fast-check'
import { instant } from '../../../../contracts/wire/values.ts'
import { WORKING_CALENDAR } from '../../../../subgraphs/delivery/rules/region-data.ts'

/** Instants over all years whose holidays are known, and so over every change of the clocks in them. */
export const anyInstant = fc
  .date({ min: new Date('2025-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  .map((date) => instant(date.toISOString()))

export const anyCalendar = fc.constantFrom(...Object.values(WORKING_CALENDAR))
