import { defineRowRule } from './define-row-rule.ts'

export const opportunityRows = defineRowRule({
  entity: 'Opportunity',
  /** `reseller`: account of the reseller that registered the deal. */
  attributes: ['reseller'],
  because: 'A reseller sees the deals that it registered; how the firm sells to them is no business of its clients (domain D3).',
  partners: {
    RESELLER: ({ accountIds }) => [{ reseller: accountIds }],
  },
})
