import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const projectRows = defineRowRule({
  entity: 'Project',
  attributes: PROJECT_ATTRIBUTES,
  because:
    'A client sees the projects of its accounts, a subcontractor those that its people or its milestones are on, a reseller those that it brought (D3).',
  partners: {
    CLIENT: ({ accountIds }) => [{ account: accountIds }],
    SUBCONTRACTOR: ({ supplierIds }) => [{ supplier: supplierIds }],
    RESELLER: ({ accountIds }) => [{ reseller: accountIds }],
  },
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
