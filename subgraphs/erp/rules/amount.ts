import { Decimal } from 'decimal.js'
import {
  type CurrencyCode,
  type DecimalText,
  isDecimalText,
  type Money,
  minorUnitDigits,
} from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'

/** Digits enough for the sum of any number of `Decimal` values that fits into memory: nothing is ever rounded here. */
const Exact = Decimal.clone({ precision: 80 })

/** Exact sum in plain notation; null when it has more digits than a `Decimal` may have. */
export function sumExactly(amounts: readonly DecimalText[]): DecimalText | null {
  const sum = amounts.reduce((total, amount) => total.plus(amount), new Exact(0)).toFixed()
  return isDecimalText(sum) ? sum : null
}

/** -1, 0 or 1, by value: `1.50` and `1.5` are equal. */
export function compareAmounts(a: DecimalText, b: DecimalText): number {
  return new Exact(a).comparedTo(b)
}

export interface AmountRule {
  readonly currency: CurrencyCode
  readonly lowest: 'zero' | 'above-zero'
  readonly field: readonly string[]
}

/** Faults of one amount: foreign currency, more digits than the currency has, or too low. */
export function checkAmount({ amount, currency }: Money, rule: AmountRule): readonly WriteError[] {
  const { field } = rule
  if (currency !== rule.currency) {
    return [invalid('CURRENCY_MISMATCH', `The amount must be in ${rule.currency}, the currency of the project.`, field)]
  }
  const digits = minorUnitDigits(currency)
  if (new Exact(amount).decimalPlaces() > digits) {
    return [invalid('AMOUNT_DIGITS', `An amount in ${currency} has ${digits} fraction digits at most.`, field)]
  }
  const lowest = rule.lowest === 'zero' ? 0 : 1
  if (compareToZero(amount) >= lowest) return []
  return [
    invalid('AMOUNT_TOO_LOW', lowest === 0 ? 'The amount must not be negative.' : 'The amount must be more than zero.', field),
  ]
}

export function invalid(rule: string, message: string, field: readonly string[]): WriteError {
  return { code: 'VALIDATION_FAILED', rule, message, field }
}

const compareToZero = (amount: DecimalText): number => new Exact(amount).comparedTo(0)
