import type { ApprovalStep } from './step.ts'

/** Asks finance to confirm the billing terms; runs side by side with legal. */
export const askFinance: ApprovalStep = {
  key: 'H06',
  async ask({ resultOf }) {
    const { contractId, name } = resultOf('H01')
    const { number, totalValue, billing } = resultOf('H02')
    const terms = `${billing.schedule}, ${billing.frequency}, ${billing.paymentTermsDays} days`
    return { contractId, title: `Billing terms of ${number} (${terms}): ${name}`, amount: totalValue }
  },
}
