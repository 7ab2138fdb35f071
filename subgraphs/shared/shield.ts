import { type DirectiveNode, type DocumentNode, type FieldDefinitionNode, valueFromASTUntyped } from 'graphql'
import { rule, shield } from 'graphql-shield'
import { appError } from '../../contracts/wire/errors.ts'
import { DENIAL, denialOf, isKnownScope, isScopeRequirementMet, predicateNamed } from '../../policies/index.ts'
import type { SubgraphContext } from './context.ts'
import { type FactAsk, type FactLoader, type FactLoaders, type Facts, loadFacts } from './facts.ts'
import { indexSdl, namedTypeOf, type SdlIndex } from './sdl-index.ts'
import { recordVerdict } from './verdicts.ts'

/** All that must hold for one field: lists in disjunctive normal form, every list of them required. */
interface Requirement {
  readonly authenticated: boolean
  readonly scopes: readonly (readonly (readonly string[])[])[]
  readonly policies: readonly (readonly (readonly string[])[])[]
}

/** The rules of one subgraph, ready to be put around its resolvers. */
export interface SubgraphShield {
  readonly middleware: ReturnType<typeof shield>
  /** Whether this subgraph decides the policy on the coordinate: an obligation that nobody decides must not pass. */
  decides(obligation: { readonly coordinate: string; readonly policy: string }): boolean
}

/**
 * The second enforcement of the SDL's field rules, inside the subgraph (architecture.md 6): a graphql-shield tree in which
 * each field needs what its parent type, itself and its return type ask for. graphql-shield ignores a rule on the name of an
 * abstract type without a word, so the tree has object types only: what an interface asks is asked of every type that
 * implements it, and what an enum, a scalar, an interface or a union asks, of every field that returns it.
 *
 * @throws TypeError when a rule cannot be enforced: unknown scope, empty list, policy without predicate or without facts,
 * facts for a field that has no such policy.
 */
export function createShield<Context extends SubgraphContext>(
  typeDefs: DocumentNode,
  facts: FactLoaders<Context>,
): SubgraphShield {
  const types = indexSdl(typeDefs.definitions)
  const decided = new Set<string>()
  const tree: Record<string, Record<string, ReturnType<ReturnType<typeof rule>>>> = {}
  for (const [typeName, fields] of types.fields) {
    for (const field of fields) {
      const requirement = requirementOf(typeName, field, types)
      const coordinate = `${typeName}.${field.name.value}`
      assertEnforceable(coordinate, requirement, facts)
      for (const policy of requirement.policies.flat(2)) decided.add(keyOf({ coordinate, policy }))
      if (!requirement.authenticated && requirement.scopes.length + requirement.policies.length === 0) continue
      tree[typeName] = { ...tree[typeName], [field.name.value]: toRule(coordinate, requirement, facts[coordinate] ?? {}) }
    }
  }
  assertFactsUsed(facts, decided)
  for (const [coordinate, directives] of types.directives) {
    // What a type asks was asked of each of its fields, or of each field that returns it.
    for (const policy of lists(directives, 'policy', 'policies').flat(2)) decided.add(keyOf({ coordinate, policy }))
  }
  return {
    middleware: shield(tree, { allowExternalErrors: true }),
    // Composition repeats on an interface what the types behind it ask; their own obligations come beside it.
    decides: (obligation) => decided.has(keyOf(obligation)) || types.interfaceFields.has(typeOf(obligation.coordinate)),
  }
}

const typeOf = (coordinate: string): string => coordinate.split('.')[0] ?? ''

const keyOf = ({ coordinate, policy }: { readonly coordinate: string; readonly policy: string }) => `${coordinate} ${policy}`

function toRule<Context extends SubgraphContext>(
  coordinate: string,
  { scopes, policies }: Requirement,
  loaders: Readonly<Record<string, FactLoader<Context>>>,
) {
  return rule(coordinate, { cache: 'no_cache' })(async (parent: unknown, args: Facts, context: Context) => {
    const held = new Set(context.call.principal.scopes)
    if (!scopes.every((alternatives) => isScopeRequirementMet(held, alternatives))) return denied(DENIAL)
    for (const alternatives of policies) {
      const granted = new Set<string>()
      let message = DENIAL
      for (const name of new Set(alternatives.flat())) {
        const verdict = await decide(coordinate, name, loaders[name], { parent, args }, context)
        if (verdict.allowed) granted.add(name)
        else if (message === DENIAL) message = verdict.message
      }
      if (!isScopeRequirementMet(granted, alternatives)) return denied(message)
    }
    return true
  })
}

/** Decides one policy on one field; what is decided from facts is told to the gateway, for the audit. */
async function decide<Context extends SubgraphContext>(
  coordinate: string,
  policy: string,
  loader: FactLoader<Context> | undefined,
  ask: FactAsk,
  context: Context,
): Promise<{ readonly allowed: boolean; readonly message: string }> {
  const predicate = predicateNamed(policy)
  if (predicate === undefined) return { allowed: false, message: DENIAL } // refused at start
  const { call } = context
  const facts = loader === undefined ? {} : await loadFacts(`${coordinate} ${policy}`, loader, ask, context)
  const { principal } = call
  const { allowed, reason } = predicate.decide({ principal, args: ask.args, facts, nowSeconds: Date.now() / 1_000 })
  if (predicate.decidedAt === 'subgraph') recordVerdict(call, { coordinate, policy, allowed, reason })
  return { allowed, message: allowed ? DENIAL : denialOf(predicate, reason) }
}

const denied = (message: string) => appError('UNAUTHORIZED_FIELD_OR_TYPE', message)

function assertEnforceable<Context>(coordinate: string, { scopes, policies }: Requirement, facts: FactLoaders<Context>): void {
  for (const alternatives of [...scopes, ...policies]) {
    if (alternatives.length === 0 || alternatives.some((all) => all.length === 0)) {
      throw new TypeError(`${coordinate}: an empty requirement cannot be enforced`)
    }
  }
  const unknown = scopes.flat(2).find((scope) => !isKnownScope(scope))
  if (unknown !== undefined) throw new TypeError(`${coordinate}: unknown scope ${unknown}`)
  for (const name of policies.flat(2)) {
    const predicate = predicateNamed(name)
    if (predicate === undefined) throw new TypeError(`${coordinate}: no predicate decides the policy ${name}`)
    if (predicate.decidedAt === 'subgraph' && facts[coordinate]?.[name] === undefined) {
      throw new TypeError(`${coordinate}: the policy ${name} is decided here and needs a fact loader`)
    }
  }
}

/** Facts that no rule asks for are a rule that was meant to be there, or one on the name of an abstract type. */
function assertFactsUsed<Context>(facts: FactLoaders<Context>, decided: ReadonlySet<string>): void {
  for (const [coordinate, loaders] of Object.entries(facts)) {
    const idle = Object.keys(loaders).find((policy) => !decided.has(keyOf({ coordinate, policy })))
    if (idle !== undefined) throw new TypeError(`${coordinate}: facts for the policy ${idle}, which no object type asks for here`)
  }
}

function requirementOf(typeName: string, field: FieldDefinitionNode, types: SdlIndex): Requirement {
  const interfaces = types.interfaces.get(typeName) ?? []
  const fieldName = field.name.value
  const directives = [
    ...[typeName, ...interfaces].flatMap((name) => types.directives.get(name) ?? []),
    ...(field.directives ?? []),
    ...interfaces.flatMap((name) =>
      (types.interfaceFields.get(name) ?? []).flatMap((each) => (each.name.value === fieldName ? (each.directives ?? []) : [])),
    ),
    ...(types.directives.get(namedTypeOf(field.type)) ?? []),
  ]
  return {
    authenticated: directives.some(({ name }) => name.value === 'authenticated'),
    scopes: lists(directives, 'requiresScopes', 'scopes'),
    policies: lists(directives, 'policy', 'policies'),
  }
}

function lists(
  directives: readonly DirectiveNode[],
  directive: string,
  argument: string,
): readonly (readonly (readonly string[])[])[] {
  return directives
    .filter(({ name }) => name.value === directive)
    .map((each) => {
      const value = each.arguments?.find(({ name }) => name.value === argument)?.value
      return value === undefined ? [] : (valueFromASTUntyped(value) as readonly (readonly string[])[]) // [[String!]!]! in the federation spec
    })
}
