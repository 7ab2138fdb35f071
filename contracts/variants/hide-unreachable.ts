import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { type Hidden, ownTypes, rootTypes } from './hide-elements.ts'

/**
 * Hides the types to which no visible root field leads. An interface that only stands in the list of an object is kept, but does
 * not lead on to its other implementers: nothing returns it.
 */
export function hideUnreachable(schema: GraphQLSchema, hidden: Map<string, string>): void {
  const { all } = reachableTypes(schema, hidden)
  for (const { name } of ownTypes(schema)) {
    if (!hidden.has(name) && !all.has(name)) hidden.set(name, 'no visible field leads to it')
  }
}

export interface Reachable {
  /** Names of the visible types that a document of the variant can meet. */
  readonly all: ReadonlySet<string>
  /** Those among them that a visible field returns. */
  readonly returned: ReadonlySet<string>
}

export function reachableTypes(schema: GraphQLSchema, hidden: Hidden): Reachable {
  const all = new Set<string>()
  const returned = new Set<string>()

  function returns(type: GraphQLNamedType): void {
    if (hidden.has(type.name) || returned.has(type.name)) return
    returned.add(type.name)
    meets(type)
    if (isUnionType(type)) for (const member of type.getTypes()) returns(member)
    if (isInterfaceType(type)) for (const implementer of schema.getPossibleTypes(type)) returns(implementer)
  }

  function meets(type: GraphQLNamedType): void {
    if (hidden.has(type.name) || all.has(type.name)) return
    all.add(type.name)
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!hidden.has(`${type.name}.${field.name}`)) meets(getNamedType(field.type))
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return
    for (const parent of type.getInterfaces()) meets(parent)
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      if (hidden.has(coordinate)) continue
      returns(getNamedType(field.type))
      for (const argument of field.args) {
        if (!hidden.has(`${coordinate}(${argument.name}:)`)) meets(getNamedType(argument.type))
      }
    }
  }

  for (const type of rootTypes(schema)) returns(type)
  for (const { args } of schema.getDirectives()) for (const { type } of args) meets(getNamedType(type))
  return { all, returned }
}
