import type { Predicate } from './predicates/define-predicate.ts'
import { mfa } from './predicates/mfa.ts'
import { segregationOfDuties } from './predicates/segregation-of-duties.ts'
import { serviceCaller } from './predicates/service-caller.ts'

export type { PartnerKind } from './partner-scopes.ts'
export { isPartnerScope, mayPartnerHold, PARTNER_SCOPES } from './partner-scopes.ts'
export type { Predicate } from './predicates/define-predicate.ts'
export type { Role } from './roles.ts'
export { isKnownRole, ROLES, scopesOfRoles } from './roles.ts'
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
