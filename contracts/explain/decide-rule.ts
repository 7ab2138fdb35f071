import { isScopeRequirementMet, predicateNamed } from '../../policies/index.ts'
import type { Caller } from './caller.ts'
import type { Requirement } from './rules-of-coordinate.ts'

/** What becomes of a rule for a caller. `depends`: on how the caller signed in, or on facts of the record. */
export interface RuleDecision {
  readonly verdict: 'granted' | 'denied' | 'depends'
  /** One clause. */
  readonly reason: string
}

/** Decides what can be known without a request, in the same way as the gateway: by scopes; predicates need one. */
export function decideRule(requirement: Requirement, caller: Caller): RuleDecision {
  if (requirement.kind === 'authenticated') return { verdict: 'granted', reason: 'has a token' }
  if (requirement.kind === 'scopes') return decideScopes(requirement.anyOf, caller)
  const names = [...new Set(requirement.anyOf.flat())]
  const unknown = names.filter((name) => predicateNamed(name) === undefined)
  if (names.length === 0 || unknown.length > 0)
    return { verdict: 'denied', reason: `nobody decides ${unknown.join(', ') || 'an empty list'}` }
  const deciders = names.map((name) => {
    const at =
      predicateNamed(name)?.decidedAt === 'subgraph' ? 'the subgraph, before it writes' : 'the gateway, with each request'
    return `${name} is decided by ${at} (policies/predicates/${name.replaceAll('_', '-')}.ts)`
  })
  return { verdict: 'depends', reason: deciders.join('; ') }
}

function decideScopes(anyOf: readonly (readonly string[])[], { scopes }: Caller): RuleDecision {
  const held = new Set(scopes)
  const met = anyOf.find((all) => isScopeRequirementMet(held, [all]))
  if (met !== undefined) return { verdict: 'granted', reason: `has ${met.join(' and ')}` }
  if (anyOf.length === 0) return { verdict: 'denied', reason: 'an empty list grants nobody' }
  const missing = anyOf.map((all) => all.filter((scope) => !held.has(scope)).join(' and '))
  return { verdict: 'denied', reason: `lacks ${missing.join(', or ')}` }
}
