import type { ApprovalStep } from './step.ts'
import { templateFor } from './template-for.ts'

/** Asks delivery operations to confirm the template that the rules selected, or to choose another one with a reason. */
export const askTemplate: ApprovalStep = {
  key: 'H07',
  ask(context) {
    const { contractId, name, legalEntityCode } = context.resultOf('H01')
    const { totalValue } = context.resultOf('H02')
    const { template, matched } = templateFor(context)
    return {
      contractId,
      entityCode: legalEntityCode,
      title: `Template ${template.code} for ${name}`,
      amount: totalValue,
      facts: {
        templateCode: template.code,
        templateVersion: String(template.version),
        ...Object.fromEntries(matched.map(({ rule, explanation }) => [rule, explanation])),
      },
    }
  },
}
