import type { Alternatives, Requirement } from './requirement.ts'

/** More alternatives than this are not multiplied out; the interface then keeps its own rule, which is the strict side. */
const MAX_ALTERNATIVES = 1_000

/**
 * Names the interfaces whose own rule says no more than the rules of all their implementers together. Composition (2.12.1 and
 * later) writes that conjunction onto the interface, so that a plain field selected through it is safe. Taken as a rule of the
 * interface itself it would also deny `node { ... on Open { id } }`, where only one implementer is touched (governance: check
 * per fragment's type condition). An interface rule that asks for more than that is somebody's own and stays in force.
 */
export function findImpliedInterfaces(
  implementers: ReadonlyMap<string, readonly string[]>,
  byCoordinate: ReadonlyMap<string, readonly Requirement[]>,
): ReadonlySet<string> {
  const implied = new Set<string>()
  for (const [name, types] of implementers) {
    const given = types.flatMap((type) => byCoordinate.get(type) ?? [])
    if ((byCoordinate.get(name) ?? []).every((requirement) => isImplied(requirement, given))) implied.add(name)
  }
  return implied
}

function isImplied(requirement: Requirement, given: readonly Requirement[]): boolean {
  if (requirement.kind === 'authenticated') return given.some(({ kind }) => kind === 'authenticated')
  const lists = given.flatMap((each) => (each.kind === requirement.kind ? [each.anyOf] : []))
  const held = conjunction(lists)
  return held?.every((all) => requirement.anyOf.some((names) => names.every((name) => all.has(name)))) ?? false
}

/** Multiplies lists of alternatives out: `[[a],[b]] and [[c]]` is `[[a,c],[b,c]]`; null when there would be too many. */
function conjunction(lists: readonly Alternatives[]): readonly ReadonlySet<string>[] | null {
  if (lists.length === 0) return null
  let product: readonly ReadonlySet<string>[] = [new Set()]
  for (const alternatives of lists) {
    if (product.length * alternatives.length > MAX_ALTERNATIVES) return null
    product = product.flatMap((held) => alternatives.map((names) => new Set([...held, ...names])))
  }
  return product
}
