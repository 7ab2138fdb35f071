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
export { mayPartnerHold, PARTNER_SCOPES } from './partner-scopes.ts'
export type { Predicate } from './predicates/define-predicate.ts'
export type { Role } from './roles.ts'
export { isKnownRole, ROLES, scopesOfRoles } from './roles.ts'
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
