import { defineRowRule } from './define-row-rule.ts'
import { ownId } from './project-bounds.ts'

export const workerRows = defineRowRule({
  entity: 'Worker',
  attributes: ['id', 'supplier'],
  because:
    'A consultant sees its own record (D1), a subcontractor those of its own people (D3); clients meet teams, not the directory.',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }] },
  people: { scopes: ['hr:read'], bound: { consultant: (principal) => [{ id: ownId(principal) }] } },
  changes: { scopes: ['hr:write'], bound: { consultant: (principal) => [{ id: ownId(principal) }] } },
})
