import type { RegionCode } from '../port.ts'
import { APAC_CALENDAR } from './calendars/apac.ts'
import { DACH_CALENDAR } from './calendars/dach.ts'
import { IND_CALENDAR } from './calendars/ind.ts'
import { LATAM_CALENDAR } from './calendars/latam.ts'
import { NA_CALENDAR } from './calendars/na.ts'
import { UKI_CALENDAR } from './calendars/uki.ts'
import type { WorkingCalendar } from './calendars/working-calendar.ts'

/**
 * Regional configuration as data. The figures are illustrative, not tax advice; adding a country is adding a line.
 */

/** Smallest estimated margin, share of the contract value, that an entity may sell without a special approval. */
export const MARGIN_FLOOR: Readonly<Record<string, string>> = {
  US01: '0.32',
  GB01: '0.30',
  DE01: '0.30',
  IN01: '0.38',
  BR01: '0.33',
  SG01: '0.32',
}
/** Floor of an entity that has no line of its own yet, for example one that was just acquired. */
export const DEFAULT_MARGIN_FLOOR = '0.32'

/** Between different countries of this list, the client accounts for the value added tax and must be registered. */
export const REVERSE_CHARGE_COUNTRIES: ReadonlySet<string> = new Set([
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU'],
  ...['IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'GB'],
])

/** Countries whose authority clears an invoice before it is sent; the registration of a domestic client is part of it. */
export const CLEARANCE_COUNTRIES: ReadonlySet<string> = new Set(['IN', 'BR'])

/** Clients that can receive electronic invoices only, by country: public bodies, or everybody. */
export const E_INVOICE_MANDATE: Readonly<Record<string, 'PUBLIC_SECTOR' | 'EVERYBODY'>> = {
  DE: 'PUBLIC_SECTOR',
  IT: 'EVERYBODY',
}

/** One calendar a region, each in its own file with the place whose holidays it keeps. */
export const WORKING_CALENDAR: { readonly [Region in RegionCode]: WorkingCalendar } = {
  NA: NA_CALENDAR,
  UKI: UKI_CALENDAR,
  DACH: DACH_CALENDAR,
  IND: IND_CALENDAR,
  LATAM: LATAM_CALENDAR,
  APAC: APAC_CALENDAR,
}

/** Planning rates into the group currency, USD for one unit. Good enough to choose a template, never used for accounting. */
export const PLANNING_RATE_USD: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.10',
  GBP: '1.27',
  INR: '0.012',
  BRL: '0.19',
  SGD: '0.75',
}
