import type { ApprovalStep } from './step.ts'

/** Asks finance to confirm the billing terms; runs side by side with legal. */
export const askFinance: ApprovalStep = {
  key: 'H06',
  ask({ resultOf }) {
    const { contractId, name, legalEntityCode } = resultOf('H01')
    const { number, totalValue, billing } = resultOf('H02')
    const terms = `${billing.schedule}, ${billing.frequency}, ${billing.paymentTermsDays} days`
    return {
      contractId,
      entityCode: legalEntityCode,
      title: `Billing terms of ${number} (${terms}): ${name}`,
      amount: totalValue,
    }
  },
}
