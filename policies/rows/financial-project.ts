import { defineRowRule } from './define-row-rule.ts'
import { ofOwnRegions } from './region-bound.ts'

/** ERP's part of a project. `region` is that of the legal entity which is party to the contract. */
export const financialProjectRows = defineRowRule({
  entity: 'FinancialProject',
  attributes: ['account', 'region'],
  because: 'A client sees the financial record of its own projects (D3); a region head those of the own region (D1).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }] },
  people: { scopes: ['erp:read', 'erp:financials:read'], bound: { region_head: ofOwnRegions } },
})
