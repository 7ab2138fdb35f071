import type { Principal } from '../../contracts/wire/principal.ts'
import { isScopeRequirementMet, predicateNamed } from '../../policies/index.ts'
import type { Requirement } from './requirement.ts'

/** The caller of one request, prepared so that each requirement is decided without allocating. */
export interface Caller {
  /** Null for an anonymous caller, who meets no requirement. */
  readonly principal: Principal | null
  readonly scopes: ReadonlySet<string>
  /** Real time in seconds since the epoch. */
  readonly nowSeconds: number
}

export interface Decision {
  readonly granted: boolean
  /** Policies that the owner of the data decides before any write; they travel in the signed envelope. */
  readonly obligations: readonly string[]
}

const DENIED: Decision = { granted: false, obligations: [] }
const GRANTED: Decision = { granted: true, obligations: [] }

/** Decides one requirement for one caller. Whatever is not positively known to hold is denied. */
export function decideRequirement(requirement: Requirement, caller: Caller): Decision {
  if (caller.principal === null) return DENIED
  if (requirement.kind === 'authenticated') return GRANTED
  if (requirement.kind === 'scopes') return isScopeRequirementMet(caller.scopes, requirement.anyOf) ? GRANTED : DENIED
  return decidePolicies(requirement.anyOf, caller.principal, caller.nowSeconds)
}

/** An alternative that holds here and now wins over one that leaves something to the subgraph. */
function decidePolicies(anyOf: readonly (readonly string[])[], principal: Principal, nowSeconds: number): Decision {
  let handedOn: Decision = DENIED
  for (const names of anyOf) {
    const predicates = names.map(predicateNamed)
    const here = predicates.filter((predicate) => predicate?.decidedAt !== 'subgraph')
    // Predicates of the gateway see no arguments: the decision belongs to the document and must not depend on variables.
    const holds = here.every((predicate) => predicate?.decide({ principal, args: {}, facts: {}, nowSeconds }).allowed === true)
    if (names.length === 0 || !holds) continue
    const obligations = predicates.flatMap((predicate) => (predicate?.decidedAt === 'subgraph' ? [predicate.name] : []))
    if (obligations.length === 0) return GRANTED
    handedOn = { granted: true, obligations }
  }
  return handedOn
}
