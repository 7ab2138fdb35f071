import type { Predicate } from './predicates/define-predicate.ts'
import { mfa } from './predicates/mfa.ts'
import { segregationOfDuties } from './predicates/segregation-of-duties.ts'
import { serviceCaller } from './predicates/service-caller.ts'

export type { PartnerKind } from './partner-scopes.ts'
export { mayPartnerHold, PARTNER_SCOPES } from './partner-scopes.ts'
export type { Predicate } from './predicates/define-predicate.ts'
export type { Role } from './roles.ts'
export { isKnownRole, ROLES, scopesOfRoles } from './roles.ts'
export { assignmentRows } from './rows/assignment.ts'
export { candidateProposalRows } from './rows/candidate-proposal.ts'
export { defineRowRule, internalOnly, type RowRule } from './rows/define-row-rule.ts'
export { kickoffRows } from './rows/kickoff.ts'
export { milestoneRows } from './rows/milestone.ts'
export { phaseRows } from './rows/phase.ts'
export { projectRows } from './rows/project.ts'
export { NO_MANAGER, type ProjectAttribute } from './rows/project-bounds.ts'
export { projectTeamRows } from './rows/project-team.ts'
export { resourceRows } from './rows/resource.ts'
export { staffingRequestRows } from './rows/staffing-request.ts'
export { taskRows } from './rows/task.ts'
export { teamMemberRows } from './rows/team-member.ts'
export { timecardRows } from './rows/timecard.ts'
export {
  type Conjunction,
  isRowVisible,
  type RowAttributes,
  type Visibility,
} from './rows/visibility.ts'
export { workerRows } from './rows/worker.ts'
export { workerSkillRows } from './rows/worker-skill.ts'
export { isScopeRequirementMet } from './scope-requirement.ts'
export type { Scope } from './scopes.ts'
export { isKnownScope, SCOPES } from './scopes.ts'
export type { Variant } from './variants.ts'
export { VARIANT_OF_PARTNER, VARIANTS, variantOf } from './variants.ts'

/** Every predicate that a schema may name in `@policy`. */
export const predicates: readonly Predicate[] = [mfa, segregationOfDuties, serviceCaller]

const byName: ReadonlyMap<string, Predicate> = new Map(predicates.map((predicate) => [predicate.name, predicate]))

export function predicateNamed(name: string): Predicate | undefined {
  return byName.get(name)
}
