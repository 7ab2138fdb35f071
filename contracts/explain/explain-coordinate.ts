import type { GraphQLSchema } from 'graphql'
import { isInterfaceType, isObjectType } from 'graphql'
import type { Variant } from '../../policies/index.ts'
import { createPolicyReader, type PolicyEntry } from '../policy-manifest.ts'
import type { Contracts } from '../read-contracts.ts'
import { argumentOf, directivesOf } from '../schema-elements.ts'
import { indexSchema, type SchemaIndex } from '../schema-places.ts'
import { isClosed } from '../variants.ts'
import type { Caller } from './caller.ts'
import { decideRule, type RuleDecision } from './decide-rule.ts'
import { findRowRules } from './row-rules.ts'
import { type CoordinateRule, decidingCoordinates, rulesAt } from './rules-of-coordinate.ts'

/** Everything that decides who sees a coordinate, and where it is written. */
export interface Explanation {
  readonly coordinate: string
  readonly policy: PolicyEntry
  /** System of record, with the place of the directive's element; null when the type declares none. */
  readonly sourceOfRecord: string | null
  readonly rules: readonly CoordinateRule[]
  readonly rowRules: readonly string[]
  readonly variants: readonly { readonly name: Variant; readonly visible: boolean; readonly reason: string }[]
  /** Null without a caller. */
  readonly caller: ExplainedCaller | null
}

export interface ExplainedCaller {
  readonly name: string
  readonly variant: Variant
  /** `hidden`: the coordinate does not exist in the caller's variant, and nothing else is asked. */
  readonly outcome: 'hidden' | 'denied' | 'depends' | 'granted'
  /** Decisions about `rules`, in their order. */
  readonly decisions: readonly RuleDecision[]
}

export interface ExplainOptions {
  readonly root: string
  readonly supergraph: string
  readonly apiSchema: GraphQLSchema
  readonly contracts: Contracts
}

/** Null for a coordinate that the full graph does not have. */
export function explainCoordinate(coordinate: string, caller: Caller | null, options: ExplainOptions): Explanation | null {
  const { root, supergraph, apiSchema, contracts } = options
  if (!exists(apiSchema, coordinate)) return null
  const index = indexSchema(contracts)
  const policyOf = createPolicyReader(supergraph, index)
  const deciding = [...new Set(decidingCoordinates(apiSchema, coordinate))]
  const rules = deciding.flatMap((each) => rulesAt(each, policyOf(each), index))
  const [type = ''] = coordinate.split(/[.(]/)
  const variants = [...contracts.variants.values()].map((variant) => {
    const hidden = variant.hidden.get(coordinate)
    if (isClosed(variant)) return { name: variant.name, visible: false, reason: `${hidden ?? 'tagged'}; the variant is closed` }
    if (variant.schema === null) return { name: variant.name, visible: false, reason: 'its tags contradict each other: see lint' }
    return { name: variant.name, visible: hidden === undefined, reason: hidden ?? shownBy(variant.name) }
  })

  function shownBy(name: Variant): string {
    if (name === 'internal') return 'internal sees all of the graph'
    const include = contracts.rules.get(name)?.include ?? []
    const carriers = deciding.slice(0, 2).flatMap((each) => policyOf(each).tags.map((tag) => ({ each, tag })))
    const [found] = carriers.filter(({ tag }) => include.includes(tag))
    return found === undefined ? 'reached from a visible field' : `tag ${found.tag} of ${found.each}`
  }

  return {
    coordinate,
    policy: policyOf(coordinate.split('(')[0] ?? coordinate),
    sourceOfRecord: sourceOfRecordOf(type, index),
    rules,
    rowRules: findRowRules(root, type),
    variants,
    caller: caller === null ? null : explainCaller(caller, rules, variants),
  }
}

function explainCaller(caller: Caller, rules: readonly CoordinateRule[], variants: Explanation['variants']): ExplainedCaller {
  const { name, variant } = caller
  const decisions = rules.map(({ requirement }) => decideRule(requirement, caller))
  const isVisible = variants.some((each) => each.name === variant && each.visible)
  const has = (verdict: RuleDecision['verdict']) => decisions.some((decision) => decision.verdict === verdict)
  const outcome = !isVisible ? 'hidden' : has('denied') ? 'denied' : has('depends') ? 'depends' : 'granted'
  return { name, variant, outcome, decisions }
}

function sourceOfRecordOf(type: string, { placesOf }: SchemaIndex): string | null {
  for (const { node, at } of placesOf(type)) {
    const [directive] = directivesOf(node as Parameters<typeof directivesOf>[0], 'sourceOfRecord') // elements of a schema
    if (directive !== undefined)
      return `${String(argumentOf(directive, 'system'))} ${String(argumentOf(directive, 'entity'))} (${at})`
  }
  return null
}

function exists(schema: GraphQLSchema, coordinate: string): boolean {
  const [, typeName = '', member, argument] = /^([^.(]+)(?:\.([^.(]+)(?:\(([^:)]+):\))?)?$/.exec(coordinate) ?? []
  const type = schema.getType(typeName)
  if (type === undefined || member === undefined) return type !== undefined
  if ('getValues' in type) return argument === undefined && type.getValue(member) !== undefined
  if (!('getFields' in type)) return false
  const field = type.getFields()[member]
  if (field === undefined || argument === undefined) return field !== undefined
  return (
    (isObjectType(type) || isInterfaceType(type)) && type.getFields()[member]?.args.some(({ name }) => name === argument) === true
  )
}
