import { defineRowRule } from './define-row-rule.ts'
import { ownId } from './project-bounds.ts'

const WITH_THE_FIRM = ['PRE_HIRE', 'ACTIVE', 'ON_LEAVE']

/**
 * Workers as members of a team that PSA has told: only on the road from a project whose row rule PSA applied to the same
 * caller, never by id. Whose project it is cannot be known to HR.
 */
export const teamMemberRows = defineRowRule({
  entity: 'Project.team',
  attributes: ['id', 'status'],
  because: 'A client sees names and work mail of who works on its projects, purpose-bound, while they are with the firm (D2).',
  partners: { CLIENT: ({ accountIds }) => (accountIds.length === 0 ? [] : [{ status: WITH_THE_FIRM }]) },
  people: { scopes: ['hr:read'], bound: { consultant: (principal) => [{ id: ownId(principal) }] } },
})
