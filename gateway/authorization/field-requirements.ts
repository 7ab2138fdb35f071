import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isUnionType,
} from 'graphql'
import type { Rules } from './compile-rules.ts'
import type { Requirement } from './requirement.ts'

/** A requirement together with the coordinate that asks for it. */
export interface Need {
  readonly coordinate: string
  readonly requirement: Requirement
}

/**
 * Everything that one field asks of its caller when it is selected on `parent`: the rules of the parent type, of the field and
 * of the named return type. Through an interface these are the rules of every type that may stand behind it, because any of
 * them may answer. `__typename` and introspection ask nothing.
 */
export function needsOfField(
  schema: GraphQLSchema,
  rules: Rules,
  parent: GraphQLCompositeType,
  fieldName: string,
): readonly Need[] {
  if (fieldName.startsWith('__') || isUnionType(parent)) return []
  const behind = isAbstractType(parent) ? schema.getPossibleTypes(parent) : []
  return [parent, ...behind].flatMap((type) => needsOn(rules, type, type.getFields()[fieldName]))
}

function needsOn(
  rules: Rules,
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown> | undefined,
): readonly Need[] {
  if (field === undefined) return needsAt(rules, type.name)
  return [...needsAt(rules, type.name), ...needsAt(rules, `${type.name}.${field.name}`), ...needsOfReturnType(rules, field.type)]
}

function needsOfReturnType(rules: Rules, type: GraphQLOutputType): readonly Need[] {
  const { name } = getNamedType(type)
  return rules.impliedInterfaces.has(name) ? [] : needsAt(rules, name)
}

function needsAt(rules: Rules, coordinate: string): readonly Need[] {
  return (rules.byCoordinate.get(coordinate) ?? []).map((requirement) => ({ coordinate, requirement }))
}
