import type { ApprovalStep } from './step.ts'
import { describeTemplate } from './template-for.ts'

/** Asks delivery operations to confirm the template that the rules selected, or to choose another one with a reason. */
export const askTemplate: ApprovalStep = {
  key: 'H07',
  ask(context) {
    const { contractId, legalEntityCode } = context.resultOf('H01')
    const { totalValue } = context.resultOf('H02')
    return { contractId, entityCode: legalEntityCode, amount: totalValue, ...describeTemplate(context) }
  },
}
