import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const phaseRows = defineRowRule({
  entity: 'Phase',
  attributes: PROJECT_ATTRIBUTES,
  because: 'The plan of a project is shared with its client; subcontractors see milestones, not phases (D3).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }] },
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
