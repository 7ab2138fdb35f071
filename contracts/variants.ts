import { type DocumentNode, type GraphQLSchema, parse, printSchema } from 'graphql'
import type { Variant } from '../policies/index.ts'
import { readElementTags } from './variants/element-tags.ts'
import { findFaults, type VariantFault } from './variants/find-faults.ts'
import { type Hidden, hideByTags, ownTypes } from './variants/hide-elements.ts'
import { hideUnreachable } from './variants/hide-unreachable.ts'
import type { PartnerVariant, RulesByVariant, VariantRules } from './variants/variant-rules.ts'
import { PARTNER_VARIANTS } from './variants/variant-rules.ts'
import { withoutHidden } from './variants/variant-schema.ts'

/** One contract: the part of the graph that a kind of caller sees. */
export interface ContractVariant {
  readonly name: Variant
  /**
   * All that exists for its callers. Null when the variant is closed (no field of Query is visible, and GraphQL has no schema
   * without one) or when its faults keep a sound schema from being made.
   */
  readonly schema: GraphQLSchema | null
  /** Every coordinate of the full graph that the variant does not have, with the reason. */
  readonly hidden: Hidden
  readonly faults: readonly VariantFault[]
}

/** True when nobody decided to show anything, as opposed to a variant with contradictory tags. */
export const isClosed = ({ schema, faults }: ContractVariant): boolean =>
  schema === null && !faults.some(({ severity }) => severity === 'error')

/**
 * Builds every variant of a composed supergraph: `internal` is its API schema as it is, the others are what the tags leave of it
 * (Apollo's contracts, and hide-elements.ts for the one rule that is stricter). A variant without rules is closed.
 *
 * @param supergraph the composed SDL with its `@tag`s.
 * @param apiSchema of the same supergraph, without federation and governance.
 */
export function buildVariants(
  supergraph: DocumentNode,
  apiSchema: GraphQLSchema,
  rules: RulesByVariant,
): ReadonlyMap<Variant, ContractVariant> {
  const tagsOf = readElementTags(supergraph)
  const full = parse(printSchema(apiSchema), { noLocation: true })
  const internal: ContractVariant = { name: 'internal', schema: apiSchema, hidden: new Map(), faults: [] }
  const partners = PARTNER_VARIANTS.map((name) => buildPartner(name, rules.get(name)))

  function buildPartner(name: PartnerVariant, own: VariantRules | undefined): ContractVariant {
    if (own === undefined) return closed(name, completed(apiSchema, new Map(rootless(apiSchema))), [])
    const hidden = hideByTags(apiSchema, tagsOf, own)
    hideUnreachable(apiSchema, hidden)
    const faults = findFaults(apiSchema, hidden, name)
    const queryType = apiSchema.getQueryType()
    const all = completed(apiSchema, hidden)
    const isBroken = faults.some(({ severity }) => severity === 'error')
    if (isBroken || !queryType || hidden.has(queryType.name)) return closed(name, all, faults)
    return { name, schema: withoutHidden(full, hidden), hidden: all, faults }
  }

  return new Map([internal, ...partners].map((variant) => [variant.name, variant]))
}

const closed = (name: PartnerVariant, hidden: Hidden, faults: readonly VariantFault[]): ContractVariant => ({
  name,
  schema: null,
  hidden,
  faults,
})

const rootless = (schema: GraphQLSchema): readonly (readonly [string, string])[] =>
  ownTypes(schema).map(({ name }) => [name, 'the variant has no rules'] as const)

/** Adds the members of hidden elements, so that a coordinate is looked up in one place. */
function completed(schema: GraphQLSchema, hidden: Hidden): Hidden {
  const all = new Map(hidden)
  const inherit = (coordinate: string, from: string, what: string) => {
    const reason = all.get(from)
    if (reason !== undefined && !all.has(coordinate)) all.set(coordinate, `its ${what} ${from} is hidden: ${reason}`)
  }
  for (const type of ownTypes(schema)) {
    if ('getValues' in type) for (const { name } of type.getValues()) inherit(`${type.name}.${name}`, type.name, 'type')
    if (!('getFields' in type)) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      inherit(coordinate, type.name, 'type')
      if (!('args' in field)) continue
      for (const { name } of field.args) inherit(`${coordinate}(${name}:)`, coordinate, 'field')
    }
  }
  return all
}
