import { Decimal } from 'decimal.js'
import { type DecimalText, decimal } from '../../../contracts/wire/values.ts'

/**
 * Splits a quantity by shares into parts of at most `digits` fraction digits that add up to it exactly: parts are rounded
 * down, and the last part with a share takes the rest. Shares need not add up to 1.
 */
export function splitExactly(total: string, shares: readonly string[], digits: number): readonly DecimalText[] {
  const whole = new Decimal(total)
  const sum = shares.reduce((sofar, share) => sofar.plus(share), new Decimal(0))
  const last = shares.findLastIndex((share) => !new Decimal(share).isZero())
  if (last === -1) throw new RangeError('a quantity cannot be split by shares that are all zero')
  const parts = shares.map((share) => whole.times(share).div(sum).toDecimalPlaces(digits, Decimal.ROUND_DOWN))
  const rest = parts.reduce((left, part, index) => (index === last ? left : left.minus(part)), whole)
  return parts.map((part, index) => decimal((index === last ? rest : part).toFixed()))
}
