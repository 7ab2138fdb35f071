/**
 * Value types that cross process boundaries as text. They are branded strings: exact, comparable, and never mistaken for
 * one another. Arithmetic happens in decimal.js and Temporal, never on JavaScript numbers.
 */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Decimal number in plain notation, e.g. `-1250.50`. */
export type DecimalText = Branded<'Decimal'>
/** Calendar date, ISO 8601, e.g. `2026-05-26`. */
export type DateText = Branded<'Date'>
/** Instant in UTC, RFC 3339, e.g. `2026-05-26T09:00:00.000Z`. */
export type InstantText = Branded<'Instant'>
/** ISO 4217 alphabetic code, e.g. `EUR`. */
export type CurrencyCode = Branded<'Currency'>

/** Amount in major units with its currency. */
export interface Money {
  readonly amount: DecimalText
  readonly currency: CurrencyCode
}

const DECIMAL = /^-?(0|[1-9]\d{0,17})(\.\d{1,10})?$/
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
const CURRENCY = /^[A-Z]{3}$/

export const isDecimalText = (text: string): text is DecimalText => DECIMAL.test(text)

export function isDateText(text: string): text is DateText {
  if (!DATE.test(text)) return false
  const parsed = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed.valueOf()) && parsed.toISOString().startsWith(text)
}

export const isInstantText = (text: string): text is InstantText => INSTANT.test(text) && !Number.isNaN(Date.parse(text))

export function isCurrencyCode(text: string): text is CurrencyCode {
  return CURRENCY.test(text)
}

/** Turns text that the program itself produced into a typed value; throws on a fault, which is then a broken invariant. */
export function decimal(text: string): DecimalText {
  if (isDecimalText(text)) return text
  throw new TypeError(`Not a decimal: ${text}`)
}
export function dateText(text: string): DateText {
  if (isDateText(text)) return text
  throw new TypeError(`Not a date: ${text}`)
}
export function currency(text: string): CurrencyCode {
  if (isCurrencyCode(text)) return text
  throw new TypeError(`Not a currency code: ${text}`)
}
/** Normalises any RFC 3339 instant to UTC with milliseconds. */
export function instant(text: string): InstantText {
  if (isInstantText(text)) return new Date(text).toISOString() as InstantText
  throw new TypeError(`Not an instant: ${text}`)
}
export const money = (amount: string, code: string): Money => ({ amount: decimal(amount), currency: currency(code) })

/** Minor-unit digits of a currency (ISO 4217): JPY 0, EUR 2, BHD 3. */
export function minorUnitDigits(code: CurrencyCode): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2
}
