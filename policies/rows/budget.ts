import { defineRowRule } from './define-row-rule.ts'
import { ofOwnRegions } from './region-bound.ts'

export const budgetRows = defineRowRule({
  entity: 'Budget',
  attributes: ['region'],
  because: 'Budgets hold planned cost and are no partner’s business (D2); a region head sees those of the own region (D1).',
  partners: {},
  people: { scopes: ['erp:financials:read'], bound: { region_head: ofOwnRegions } },
})
