import type { Predicate } from './predicates/define-predicate.ts'

/** What a caller is told who may not see a field; which rule denied is nobody's business. */
export const DENIAL = 'Unauthorized field or type'

/** The message of a denial: with the reason when the predicate discloses it, because the caller can act on it. */
export function denialOf(predicate: Predicate, reason: string): string {
  return predicate.discloses.includes(reason) ? `${DENIAL}: ${reason}` : DENIAL
}

/**
 * The message of a denial as a subgraph reported it, cut down to what may be shown. Only the fixed texts of predicates are: no
 * text of a subgraph reaches a caller on this road.
 */
export function readDenial(message: string, predicates: readonly Predicate[]): string {
  const isDisclosed = predicates.some(({ discloses }) => discloses.some((reason) => message === `${DENIAL}: ${reason}`))
  return isDisclosed ? message : DENIAL
}
