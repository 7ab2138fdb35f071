import { defineRowRule } from './define-row-rule.ts'

export const resourceRows = defineRowRule({
  entity: 'Resource',
  attributes: ['supplier'],
  because: 'Who can be booked at all is known to staffing; a subcontractor knows which of its people are listed (D3).',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }] },
})
