import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const milestoneRows = defineRowRule({
  entity: 'Milestone',
  attributes: PROJECT_ATTRIBUTES,
  because: 'Milestones are seen with their project by its client and by the subcontractors that work on it (D3).',
  partners: {
    CLIENT: ({ accountIds }) => [{ account: accountIds }],
    SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }],
  },
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
