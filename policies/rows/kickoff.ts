import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const kickoffRows = defineRowRule({
  entity: 'Kickoff',
  attributes: PROJECT_ATTRIBUTES,
  because: 'The record of a kickoff names people and waivers of the firm: no partner sees it (D3).',
  partners: {},
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
