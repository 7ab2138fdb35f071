import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql'
import { rule, shield } from 'graphql-shield'
import { appError } from '../../contracts/wire/errors.ts'
import { isKnownScope, isScopeRequirementMet, predicateNamed } from '../../policies/index.ts'
import type { SubgraphContext } from './context.ts'

type Facts = Readonly<Record<string, unknown>>
/** Loads the facts that a policy needs to decide on one field, from the arguments, before any write. */
type FactLoader<Context> = (args: Readonly<Record<string, unknown>>, context: Context) => Promise<Facts>
/** Fact loaders by coordinate (`Mutation.decideApproval`) and policy name. */
export type FactLoaders<Context> = Readonly<Record<string, Readonly<Record<string, FactLoader<Context>>>>>

/** All that must hold for one field: lists in disjunctive normal form, every list of them required. */
interface Requirement {
  readonly authenticated: boolean
  readonly scopes: readonly (readonly (readonly string[])[])[]
  readonly policies: readonly (readonly (readonly string[])[])[]
}

/**
 * The second enforcement of the SDL's field rules, inside the subgraph (architecture.md 6): a graphql-shield tree in which
 * each field needs what its parent type, itself and its return type ask for. Abstract types need no care: Federation refuses
 * a rule on an interface when the schema is built, and a union cannot carry one.
 *
 * @throws TypeError when a rule cannot be enforced: unknown scope, empty list, policy without predicate or without facts.
 */
export function createShield<Context extends SubgraphContext>(typeDefs: DocumentNode, facts: FactLoaders<Context>) {
  const types = indexTypes(typeDefs.definitions)
  const tree: Record<string, Record<string, ReturnType<ReturnType<typeof rule>>>> = {}
  for (const [typeName, fields] of types.fields) {
    for (const field of fields) {
      const requirement = requirementOf(typeName, field, types)
      const coordinate = `${typeName}.${field.name.value}`
      assertEnforceable(coordinate, requirement, facts)
      if (!requirement.authenticated && requirement.scopes.length + requirement.policies.length === 0) continue
      tree[typeName] = { ...tree[typeName], [field.name.value]: toRule(coordinate, requirement, facts[coordinate] ?? {}) }
    }
  }
  return shield(tree, { allowExternalErrors: true })
}

function toRule<Context extends SubgraphContext>(
  coordinate: string,
  requirement: Requirement,
  loaders: Readonly<Record<string, FactLoader<Context>>>,
) {
  return rule(coordinate, { cache: 'no_cache' })(async (_parent, args: Facts, context: Context) => {
    const { principal } = context.call
    const scopes = new Set(principal.scopes)
    const scopesMet = requirement.scopes.every((alternatives) => isScopeRequirementMet(scopes, alternatives))
    if (!scopesMet) return denied()
    for (const alternatives of requirement.policies) {
      const granted = new Set<string>()
      for (const name of new Set(alternatives.flat())) {
        const known = loaders[name] === undefined ? {} : await loaders[name](args, context)
        const verdict = predicateNamed(name)?.decide({ principal, args, facts: known, nowSeconds: Date.now() / 1000 })
        if (verdict?.allowed === true) granted.add(name)
      }
      if (!isScopeRequirementMet(granted, alternatives)) return denied()
    }
    return true
  })
}

const denied = () => appError('UNAUTHORIZED_FIELD_OR_TYPE', 'Unauthorized field or type')

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

interface TypeIndex {
  /** Fields of every concrete type, with those of its extensions. */
  readonly fields: ReadonlyMap<string, readonly FieldDefinitionNode[]>
  readonly directives: ReadonlyMap<string, readonly DirectiveNode[]>
}

function indexTypes(definitions: readonly DefinitionNode[]): TypeIndex {
  const fields = new Map<string, FieldDefinitionNode[]>()
  const directives = new Map<string, DirectiveNode[]>()
  for (const definition of definitions) {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) continue
    append(directives, definition.name.value, definition.directives ?? [])
    if (isObject(definition)) append(fields, definition.name.value, definition.fields ?? [])
  }
  return { fields, directives }
}

function requirementOf(typeName: string, field: FieldDefinitionNode, types: TypeIndex): Requirement {
  const directives = [
    ...(types.directives.get(typeName) ?? []),
    ...(field.directives ?? []),
    ...(types.directives.get(namedType(field.type)) ?? []),
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

function append<Item>(map: Map<string, Item[]>, key: string, items: readonly Item[]): void {
  map.set(key, [...(map.get(key) ?? []), ...items])
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

const isObject = (definition: DefinitionNode): definition is ObjectTypeDefinitionNode =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || (definition.kind as Kind) === Kind.OBJECT_TYPE_EXTENSION
