import { defineRowRule } from './define-row-rule.ts'
import { PROJECT_ATTRIBUTES, PROJECT_READERS } from './project-bounds.ts'

/** Bookings as far as they say who is on the team of a project; nothing else of the booking is told. */
export const projectTeamRows = defineRowRule({
  entity: 'Project.team',
  attributes: PROJECT_ATTRIBUTES,
  because: 'A client knows who works on its projects (D2); a subcontractor knows its own people by their bookings.',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }] },
  people: PROJECT_READERS,
})
