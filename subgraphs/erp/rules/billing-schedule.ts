import type { DecimalText, Money } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { PricingModel, ScheduleLineDraft } from '../port.ts'
import { checkAmount, compareAmounts, invalid, sumExactly } from './amount.ts'

/** Pricing models whose whole price is planned, line by line. */
const PLANNED_IN_FULL: ReadonlySet<PricingModel> = new Set<PricingModel>(['FIXED_FEE', 'MILESTONE'])

export interface BillingTerms {
  readonly pricingModel: PricingModel
  readonly contractValue: Money
  readonly notToExceed: Money | null
  /** Lines that an invoice bills already; a new schedule keeps them. */
  readonly invoiced: readonly DecimalText[]
}

/**
 * Faults of a billing schedule. Invoiced and new lines together are exactly the contract value when the price is fixed, and
 * never more than the cap of the contract (acceptance ER-02).
 */
export function checkBillingSchedule(lines: readonly ScheduleLineDraft[], terms: BillingTerms): readonly WriteError[] {
  const field = ['input', 'lines']
  if (lines.length === 0) return [invalid('SCHEDULE_EMPTY', 'A billing schedule needs at least one line.', field)]
  const faults = lines.flatMap((line, index) => checkLine(line, terms, [...field, String(index)]))
  if (faults.length > 0) return faults

  const sum = sumExactly([...terms.invoiced, ...lines.map(({ amount }) => amount.amount)])
  if (sum === null) return [invalid('SUM_TOO_LARGE', 'The sum of the lines has more than 18 integer digits.', field)]
  const { contractValue, notToExceed } = terms
  if (PLANNED_IN_FULL.has(terms.pricingModel) && compareAmounts(sum, contractValue.amount) !== 0) {
    const message = `The lines add up to ${sum} ${contractValue.currency}; the contract value is ${contractValue.amount} ${contractValue.currency}.`
    return [invalid('SCHEDULE_SUM', message, field)]
  }
  if (notToExceed !== null && compareAmounts(sum, notToExceed.amount) > 0) {
    const message = `The lines add up to ${sum} ${notToExceed.currency}; at most ${notToExceed.amount} ${notToExceed.currency} may be billed.`
    return [invalid('SCHEDULE_CAP', message, field)]
  }
  return []
}

function checkLine(line: ScheduleLineDraft, { contractValue }: BillingTerms, path: readonly string[]): readonly WriteError[] {
  return [
    ...(line.description.trim() === ''
      ? [invalid('TEXT_EMPTY', 'The description must not be empty.', [...path, 'description'])]
      : []),
    ...(line.plannedDate === null && line.milestoneId === null
      ? [invalid('SCHEDULE_TRIGGER', 'A line needs a planned date or a milestone.', [...path, 'plannedDate'])]
      : []),
    ...checkAmount(line.amount, { currency: contractValue.currency, lowest: 'above-zero', field: [...path, 'amount'] }),
  ]
}
