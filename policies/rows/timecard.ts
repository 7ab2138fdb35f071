import { defineRowRule } from './define-row-rule.ts'
import { NO_MANAGER, ownId, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

/** `supplier` is that of the worker whose hours they are. */
export const timecardRows = defineRowRule({
  entity: 'Timecard',
  attributes: ['supplier', 'worker', 'region', 'manager'],
  because: 'Hours are seen by whoever worked them and by the supplier that provides the worker (D1, D3).',
  partners: { SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }] },
  people: {
    scopes: PROJECT_READERS.scopes,
    bound: {
      consultant: (principal) => [{ worker: ownId(principal) }],
      region_head: ({ regions }) => [{ region: regions ?? [] }],
    },
  },
  changes: {
    scopes: PROJECT_WRITERS.scopes,
    bound: {
      consultant: (principal) => [{ worker: ownId(principal) }],
      region_head: ({ regions }) => [{ region: regions ?? [] }],
      project_manager: (principal) => [{ manager: [...ownId(principal), NO_MANAGER] }],
    },
  },
})
