import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  OperationTypeNode,
} from 'graphql'
import type { ElementTags } from './element-tags.ts'
import type { VariantRules } from './variant-rules.ts'

/** Coordinate of a hidden element to the reason, a clause for a person: `excluded by tag internal`. */
export type Hidden = ReadonlyMap<string, string>

/** Types of a schema that somebody wrote. */
export function ownTypes(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
}

export function rootTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(OperationTypeNode).flatMap((operation) => schema.getRootType(operation) ?? [])
}

/**
 * What the tags of a variant hide, by the rules of GraphOS contracts: a field of an object or interface needs a tag of the list,
 * its own or that of its type, and so does a union; arguments, inputs, enums and scalars are hidden by exclusion alone; exclusion
 * wins; what has nothing left is hidden as well.
 *
 * One rule is stricter. A tag on a root type counts for no field: composition would carry it over to the root fields of every
 * other subgraph, and open those.
 */
export function hideByTags(schema: GraphQLSchema, tagsOf: ElementTags, { include, exclude }: VariantRules): Map<string, string> {
  const hidden = new Map<string, string>()
  const roots = new Set<GraphQLNamedType>(rootTypes(schema))
  const wanted = `carries none of the tags ${include.join(', ')}`

  function hideExcluded(coordinate: string, tags: readonly string[]): void {
    const tag = tags.find((each) => exclude.includes(each))
    if (tag !== undefined) hidden.set(coordinate, `excluded by tag ${tag}`)
  }

  function hideNotIncluded(coordinate: string, tags: readonly string[]): void {
    if (!hidden.has(coordinate) && !tags.some((each) => include.includes(each))) hidden.set(coordinate, wanted)
  }

  for (const type of ownTypes(schema)) {
    const own = tagsOf(type.name)
    if (!roots.has(type)) hideExcluded(type.name, own)
    if (isUnionType(type)) hideNotIncluded(type.name, own)
    if (isEnumType(type)) {
      for (const { name } of type.getValues()) hideExcluded(`${type.name}.${name}`, tagsOf(`${type.name}.${name}`))
    }
    if (isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields())) hideExcluded(`${type.name}.${name}`, tagsOf(`${type.name}.${name}`))
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const { name, args } of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${name}`
      const fieldTags = tagsOf(coordinate)
      hideExcluded(coordinate, [...fieldTags, ...own])
      hideNotIncluded(coordinate, roots.has(type) ? fieldTags : [...fieldTags, ...own])
      for (const argument of args) {
        const ofArgument = `${coordinate}(${argument.name}:)`
        hideExcluded(ofArgument, tagsOf(ofArgument))
      }
    }
  }
  hideEmptied(schema, hidden)
  return hidden
}

/** Hides what has nothing left to show; a union may lose its last member by that, so it goes on until nothing changes. */
function hideEmptied(schema: GraphQLSchema, hidden: Map<string, string>): void {
  for (let found = true; found; ) {
    found = false
    for (const type of ownTypes(schema)) {
      const reason = hidden.has(type.name) ? undefined : emptiness(type, hidden)
      if (reason === undefined) continue
      hidden.set(type.name, reason)
      found = true
    }
  }
}

function emptiness(type: GraphQLNamedType, hidden: Hidden): string | undefined {
  if (isUnionType(type)) return type.getTypes().every(({ name }) => hidden.has(name)) ? 'all its members are hidden' : undefined
  const members = isEnumType(type)
    ? type.getValues().map(({ name }) => name)
    : 'getFields' in type
      ? Object.keys(type.getFields())
      : null
  if (members === null || !members.every((name) => hidden.has(`${type.name}.${name}`))) return undefined
  return isEnumType(type) ? 'all its values are hidden' : 'no field of it is visible'
}
