import { isKnownScope } from '../scopes.ts'
import type { Mask } from './define-mask.ts'

/** One `@masked` as a schema has it. */
export interface MaskUse {
  readonly as: string
  /** Alternatives of scopes that see the true value. */
  readonly unless: readonly (readonly string[])[]
  /** Named type of the field. */
  readonly typeName: string
  /** Whether the field is declared on an interface. */
  readonly onInterface: boolean
}

/** Why a `@masked` cannot be enforced as it is written; the same words for lint, gateway and subgraph. */
export function findMaskFaults(
  { as, unless, typeName, onInterface }: MaskUse,
  mask: Mask | undefined,
  isForeignScope: (scope: string) => boolean = () => false,
): readonly string[] {
  const isEmpty = unless.length === 0 || unless.some((scopes) => scopes.length === 0)
  const unknown = [...new Set(unless.flat())].filter((scope) => !isKnownScope(scope) && !isForeignScope(scope))
  return [
    ...(mask === undefined ? [`there is no mask "${as}"`] : []),
    ...(mask !== undefined && !mask.types.includes(typeName) ? [`the mask "${as}" cannot hide a ${typeName}`] : []),
    ...(isEmpty ? ['an empty list in "unless" names nobody who sees the value; deny the field instead'] : []),
    ...unknown.map((scope) => `unknown scope "${scope}" in "unless"`),
    // The types that implement the interface have fields of their own, which it would not hide.
    ...(onInterface ? ['a mask on a field of an interface hides nothing; put it on the types that implement it'] : []),
  ]
}
