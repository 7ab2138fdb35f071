import type { WriteError } from '../../shared/port.ts'
import type { FinancialProjectDraft } from '../port.ts'
import { checkAmount, invalid } from './amount.ts'
import { checkWbs } from './wbs.ts'

/** Faults of a financial project that can be seen without looking at other records. */
export function checkFinancialProject({
  contractValue,
  notToExceed,
  pricingModel,
  wbs,
}: FinancialProjectDraft): readonly WriteError[] {
  const { currency } = contractValue
  const capField = ['input', 'notToExceed']
  return [
    ...checkAmount(contractValue, { currency, lowest: 'zero', field: ['input', 'contractValue'] }),
    ...(notToExceed === null ? [] : checkAmount(notToExceed, { currency, lowest: 'above-zero', field: capField })),
    ...(pricingModel === 'CAPPED_TIME_AND_MATERIALS' && notToExceed === null
      ? [invalid('CAP_MISSING', 'Capped time and materials needs the most that may be billed.', capField)]
      : []),
    ...checkWbs(wbs),
  ]
}
