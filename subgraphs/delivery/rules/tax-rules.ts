import type { PricingModel } from '../port.ts'
import type { ContractFacts } from './contract-facts.ts'
import { CLEARANCE_COUNTRIES, E_INVOICE_MANDATE, REVERSE_CHARGE_COUNTRIES } from './region-data.ts'

/** What a commercial model needs to be billable at all. */
const BILLABLE: {
  readonly [Model in PricingModel]: {
    readonly schedules: readonly ContractFacts['billing']['schedule'][]
    readonly needs: (contract: ContractFacts) => boolean
  }
} = {
  TIME_AND_MATERIALS: { schedules: ['TIME_AND_EXPENSE'], needs: ({ rates }) => rates.length > 0 },
  CAPPED_TIME_AND_MATERIALS: {
    schedules: ['TIME_AND_EXPENSE'],
    needs: ({ rates, billing }) => rates.length > 0 && billing.notToExceed !== null,
  },
  FIXED_FEE: { schedules: ['FIXED_DATE', 'PERCENT_COMPLETE'], needs: () => true },
  MILESTONE: { schedules: ['MILESTONE'], needs: ({ milestones }) => milestones.some(({ amount }) => amount !== null) },
  RETAINER: { schedules: ['RECURRING'], needs: () => true },
  SUBSCRIPTION: { schedules: ['RECURRING'], needs: () => true },
}

/** CC-06: the schedule fits the commercial model, which has what it needs: milestones, rates, a cap. */
export function isBillable(contract: ContractFacts): boolean {
  const { schedules, needs } = BILLABLE[contract.pricingModel]
  return schedules.includes(contract.billing.schedule) && needs(contract)
}

/** CC-11: the number of the client's own country, where the invoice has to carry it. */
export function hasTaxRegistration({ account, entity }: ContractFacts): boolean {
  const isCrossBorder = entity !== null && entity.country !== account.country
  const isReverseCharge =
    isCrossBorder && REVERSE_CHARGE_COUNTRIES.has(account.country) && REVERSE_CHARGE_COUNTRIES.has(entity.country)
  const isCleared = entity !== null && !isCrossBorder && CLEARANCE_COUNTRIES.has(entity.country)
  if (!isReverseCharge && !isCleared) return true
  return account.taxRegistrations.some(({ country, number }) => country === account.country && number.trim() !== '')
}

/** CC-12, second half: where the law demands electronic invoices, there must be an address to send them to. */
export function isEInvoiceable({ account }: ContractFacts): boolean {
  const mandate = E_INVOICE_MANDATE[account.country]
  const isMandated = mandate === 'EVERYBODY' || (mandate === 'PUBLIC_SECTOR' && account.segment === 'PUBLIC_SECTOR')
  return !isMandated || (account.eInvoicingAddress ?? '').trim() !== ''
}
