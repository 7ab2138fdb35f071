import { defineRowRule } from './define-row-rule.ts'
import { ownId, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

/** `supplier` is that of the worker who is booked, not every supplier of the project. */
export const assignmentRows = defineRowRule({
  entity: 'Assignment',
  attributes: ['supplier', 'worker', 'region', 'member', 'manager'],
  because:
    'A subcontractor sees the bookings of its own people, never those of others; a consultant its own and its teams (D1, D3).',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }] },
  people: {
    scopes: PROJECT_READERS.scopes,
    bound: {
      ...PROJECT_READERS.bound,
      consultant: (principal) => [{ member: ownId(principal) }, { worker: ownId(principal) }],
    },
  },
  changes: PROJECT_WRITERS,
})
