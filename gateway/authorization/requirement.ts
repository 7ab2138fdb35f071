import type { MaskUse } from '../../policies/index.ts'

/** Alternatives in disjunctive normal form: all names of one inner list must hold. An empty list, outer or inner, denies. */
export type Alternatives = readonly (readonly string[])[]

/** One thing that a type or a field asks of its caller; several requirements on one element must all be met. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: Alternatives }
  | { readonly kind: 'policies'; readonly anyOf: Alternatives }

/** The same text for requirements that mean the same, so that each distinct one is decided once per request. */
export function requirementKey(requirement: Requirement): string {
  if (requirement.kind === 'authenticated') return 'authenticated'
  return `${requirement.kind} ${alternativesKey(requirement.anyOf)}`
}

/** The same for masks. */
export const maskKey = ({ as, unless }: Pick<MaskUse, 'as' | 'unless'>): string =>
  `masked ${as} unless ${alternativesKey(unless)}`

function alternativesKey(anyOf: Alternatives): string {
  const alternatives = anyOf.map((names) => JSON.stringify([...new Set(names)].sort()))
  return [...new Set(alternatives)].sort().join(' ')
}
