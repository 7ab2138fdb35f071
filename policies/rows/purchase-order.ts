import { defineRowRule } from './define-row-rule.ts'

/** States of an order that its supplier has received. */
const ISSUED_OR_LATER = [
  'ISSUED',
  'ACKNOWLEDGED',
  'REJECTED_BY_SUPPLIER',
  'PARTIALLY_RECEIVED',
  'RECEIVED',
  'ON_HOLD',
  'SOFT_CLOSED',
  'CLOSED',
]

export const purchaseOrderRows = defineRowRule({
  entity: 'PurchaseOrder',
  attributes: ['supplier', 'status'],
  because: 'A subcontractor sees the orders that were issued to it, never a draft and never those of another supplier (D3).',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds, status: ISSUED_OR_LATER }] },
})
