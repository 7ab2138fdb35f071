import { defineRowRule } from './define-row-rule.ts'
import { ofOwnRegions } from './region-bound.ts'

export const billingScheduleLineRows = defineRowRule({
  entity: 'BillingScheduleLine',
  attributes: ['account', 'region'],
  because: 'The billing schedule of a project is visible with the project: to its client and to the head of its region (D3, D1).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }] },
  people: { scopes: ['erp:read', 'erp:financials:read'], bound: { region_head: ofOwnRegions } },
})
