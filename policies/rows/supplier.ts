import { defineRowRule } from './define-row-rule.ts'

export const supplierRows = defineRowRule({
  entity: 'Supplier',
  attributes: ['supplier'],
  because: 'A subcontractor sees its own supplier record and no other (D3).',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }] },
})
