import type { ApprovalStep } from './step.ts'

/** Asks legal to approve the final statement of work. */
export const askLegal: ApprovalStep = {
  key: 'H05',
  ask({ resultOf }) {
    const { contractId, name, legalEntityCode } = resultOf('H01')
    const { number, totalValue } = resultOf('H02')
    return { contractId, entityCode: legalEntityCode, title: `Statement of work ${number}: ${name}`, amount: totalValue }
  },
}
