import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const taskRows = defineRowRule({
  entity: 'Task',
  attributes: PROJECT_ATTRIBUTES,
  because: 'Tasks are how the firm plans its own work: no partner sees them (D3).',
  partners: {},
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
