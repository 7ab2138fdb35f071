import { Decimal } from 'decimal.js'
import { type DecimalText, decimal } from '../../contracts/wire/values.ts'

/** Exact sum in plain notation. */
export function sumDecimals(values: readonly DecimalText[]): DecimalText {
  return decimal(values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed())
}
