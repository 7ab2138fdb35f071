import { defineRowRule } from './define-row-rule.ts'
import { ofOwnRegions } from './region-bound.ts'

/** States of an invoice that its client has received and that still stands. */
const SENT_OR_LATER = ['SENT', 'DISPUTED', 'PARTIALLY_PAID', 'PAID']

export const invoiceRows = defineRowRule({
  entity: 'Invoice',
  attributes: ['account', 'status', 'region'],
  because: 'A client sees its own invoices from the moment they are sent (D3); a region head those of the own region (D1).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds, status: SENT_OR_LATER }] },
  people: { scopes: ['erp:read', 'erp:financials:read'], bound: { region_head: ofOwnRegions } },
})
