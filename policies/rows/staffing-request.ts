import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const staffingRequestRows = defineRowRule({
  entity: 'StaffingRequest',
  attributes: PROJECT_ATTRIBUTES,
  because: 'Whom the firm looks for is its own business: no partner sees it (D3).',
  partners: {},
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
