import { findMaskFaults, isKnownScope, maskNamed, predicateNamed } from '../../policies/index.ts'
import type { Rules } from './compile-rules.ts'
import type { Requirement } from './requirement.ts'

/**
 * Finds rules that cannot be enforced as they are written: an empty list (which other routers read as "allowed"), a scope that
 * nobody can hold, a policy that nobody decides, a mask that cannot hide its field. The gateway refuses to start while there is one.
 *
 * @param foreignScopes scopes that the configuration declares for a graph whose scopes are not in the registry.
 */
export function checkRules(rules: Rules, foreignScopes: ReadonlySet<string>): readonly string[] {
  const ofRequirements = [...rules.byCoordinate].flatMap(([coordinate, requirements]) =>
    requirements.flatMap((requirement) => faultsOf(requirement, foreignScopes).map((fault) => `${coordinate}: ${fault}`)),
  )
  const ofMasks = [...rules.masks].flatMap(([coordinate, use]) =>
    findMaskFaults(use, maskNamed(use.as), (scope) => foreignScopes.has(scope)).map((fault) => `${coordinate}: ${fault}`),
  )
  return [...ofRequirements, ...ofMasks]
}

function faultsOf(requirement: Requirement, foreignScopes: ReadonlySet<string>): readonly string[] {
  if (requirement.kind === 'authenticated') return []
  const { anyOf } = requirement
  const argument = requirement.kind
  if (anyOf.length === 0 || anyOf.some((names) => names.length === 0)) {
    return [`an empty list of ${argument} protects nothing that anybody could name; list ${argument} or drop the directive`]
  }
  const names = [...new Set(anyOf.flat())]
  if (requirement.kind === 'scopes') {
    return names.filter((name) => !isKnownScope(name) && !foreignScopes.has(name)).map((name) => `unknown scope "${name}"`)
  }
  const undecided = names
    .filter((name) => predicateNamed(name) === undefined)
    .map((name) => `no predicate decides the policy "${name}"`)
  const handedOn = anyOf.filter((all) => all.some((name) => predicateNamed(name)?.decidedAt === 'subgraph'))
  // An envelope says "all of these", so two alternatives that both need the subgraph cannot be put into one.
  if (handedOn.length > 1) return [...undecided, 'at most one alternative may have a policy that the subgraph decides']
  return undecided
}
