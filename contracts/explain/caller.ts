import {
  isKnownRole,
  PARTNER_SCOPES,
  type PartnerKind,
  scopesOfRoles,
  VARIANT_OF_PARTNER,
  type Variant,
} from '../../policies/index.ts'

/** Somebody in whose place a coordinate is explained. */
export interface Caller {
  readonly name: string
  readonly variant: Variant
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
}

/** Finds a persona, a partner variant (with all that its partners may hold) or a role, in this order. */
export function callerNamed(name: string, personaNamed: (name: string) => Caller | undefined): Caller | undefined {
  const persona = personaNamed(name)
  if (persona !== undefined) return persona
  const kind = (Object.keys(VARIANT_OF_PARTNER) as PartnerKind[]).find((each) => VARIANT_OF_PARTNER[each] === name) // keys of a literal
  if (kind !== undefined) return { name, variant: VARIANT_OF_PARTNER[kind], roles: [], scopes: PARTNER_SCOPES[kind] }
  return isKnownRole(name) ? { name, variant: 'internal', roles: [name], scopes: [...scopesOfRoles([name])] } : undefined
}
