import { readDenial } from './denial.ts'
import { bucketed } from './masks/bucketed.ts'
import type { Mask } from './masks/define-mask.ts'
import { initials } from './masks/initials.ts'
import { last4 } from './masks/last4.ts'
import type { Predicate } from './predicates/define-predicate.ts'
import { ethicalWall } from './predicates/ethical-wall.ts'
import { mfa } from './predicates/mfa.ts'
import { segregationOfDuties } from './predicates/segregation-of-duties.ts'
import { serviceCaller } from './predicates/service-caller.ts'

export { DENIAL, denialOf } from './denial.ts'
export { applyMask, maskedPartOf } from './masks/apply-mask.ts'
export type { Mask } from './masks/define-mask.ts'
export { findMaskFaults, type MaskUse } from './masks/mask-faults.ts'
export type { PartnerKind } from './partner-scopes.ts'
export { isPartnerScope, mayPartnerHold, PARTNER_SCOPES } from './partner-scopes.ts'
export type { Predicate } from './predicates/define-predicate.ts'
export type { Role } from './roles.ts'
export { isKnownRole, ROLES, scopesOfRoles } from './roles.ts'
export { accountRows } from './rows/account.ts'
export { assignmentRows } from './rows/assignment.ts'
export { billingScheduleLineRows } from './rows/billing-schedule-line.ts'
export { budgetRows } from './rows/budget.ts'
export { candidateProposalRows } from './rows/candidate-proposal.ts'
export { chargeRows } from './rows/charge.ts'
export { contractRows } from './rows/contract.ts'
export { contractDocumentRows } from './rows/contract-document.ts'
export { defineRowRule, internalOnly, type RowRule } from './rows/define-row-rule.ts'
export { financialProjectRows } from './rows/financial-project.ts'
export { invoiceRows } from './rows/invoice.ts'
export { kickoffRows } from './rows/kickoff.ts'
export { legalEntityRows } from './rows/legal-entity.ts'
export { milestoneRows } from './rows/milestone.ts'
export { opportunityRows } from './rows/opportunity.ts'
export { phaseRows } from './rows/phase.ts'
export { projectRows } from './rows/project.ts'
export { NO_MANAGER, type ProjectAttribute } from './rows/project-bounds.ts'
export { projectTeamRows } from './rows/project-team.ts'
export { purchaseOrderRows } from './rows/purchase-order.ts'
export { resourceRows } from './rows/resource.ts'
export { staffingRequestRows } from './rows/staffing-request.ts'
export { supplierRows } from './rows/supplier.ts'
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
export const predicates: readonly Predicate[] = [ethicalWall, mfa, segregationOfDuties, serviceCaller]

const byName: ReadonlyMap<string, Predicate> = new Map(predicates.map((predicate) => [predicate.name, predicate]))

export function predicateNamed(name: string): Predicate | undefined {
  return byName.get(name)
}

/** What a caller is shown of a denial that a subgraph reported; see denial.ts. */
export const shownDenial = (message: string): string => readDenial(message, predicates)

/** Every mask that a schema may name in `@masked`. */
export const masks: readonly Mask[] = [bucketed, initials, last4]

const maskByName: ReadonlyMap<string, Mask> = new Map(masks.map((mask) => [mask.name, mask]))

export function maskNamed(name: string): Mask | undefined {
  return maskByName.get(name)
}
