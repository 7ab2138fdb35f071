import { defineRowRule } from './define-row-rule.ts'
import { ofOwnRegions } from './region-bound.ts'

export const chargeRows = defineRowRule({
  entity: 'Charge',
  attributes: ['account', 'stage', 'region'],
  because:
    'A client reaches what its invoices bill, never work that is held, open or written off (D3); fields of a charge stay closed to it by scopes. A region head sees the own region (D1).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds, stage: ['BILLED'] }] },
  people: { scopes: ['erp:financials:read'], bound: { region_head: ofOwnRegions } },
})
