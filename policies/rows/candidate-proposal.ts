import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS, PROJECT_WRITERS } from './project-bounds.ts'

export const candidateProposalRows = defineRowRule({
  entity: 'CandidateProposal',
  attributes: PROJECT_ATTRIBUTES,
  because: 'Who was proposed and refused concerns people of the firm: no partner sees it (D3).',
  partners: {},
  people: PROJECT_READERS,
  changes: PROJECT_WRITERS,
})
