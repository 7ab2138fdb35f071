import type { WriteError } from '../../shared/port.ts'
import type { CustomerDraft } from '../port.ts'
import { invalid } from './amount.ts'

/** Longest term of payment that a contract may agree (contract completeness rule CC-09). */
const MAX_PAYMENT_TERMS_DAYS = 90

/** Faults of a customer master record that can be seen without looking at other records. */
export function checkCustomer({ legalName, paymentTermsDays }: CustomerDraft): readonly WriteError[] {
  return [
    ...(legalName.trim() === '' ? [invalid('TEXT_EMPTY', 'The legal name must not be empty.', ['input', 'legalName'])] : []),
    ...(paymentTermsDays >= 0 && paymentTermsDays <= MAX_PAYMENT_TERMS_DAYS
      ? []
      : [invalid('PAYMENT_TERMS', `Payment terms are 0 to ${MAX_PAYMENT_TERMS_DAYS} days.`, ['input', 'paymentTermsDays'])]),
  ]
}
