import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import type { Hidden } from './hide-elements.ts'

/**
 * The schema without what is hidden, built anew from its text: nothing of the full schema is left in it, so nothing of it can be
 * suggested, introspected or reached. It has no governance or federation directives, because the API schema has none.
 */
export function withoutHidden(document: DocumentNode, hidden: Hidden): GraphQLSchema {
  return buildASTSchema({ ...document, definitions: document.definitions.flatMap((each) => withoutMembers(each, hidden)) })
}

/** Sorted SDL, the same whatever the order of fields in the source. */
export function sortedSdl(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`
}

interface Named {
  readonly name: { readonly value: string }
}

function withoutMembers(definition: DefinitionNode, hidden: Hidden): readonly DefinitionNode[] {
  const visible = <Node extends Named>(nodes: readonly Node[] | undefined, coordinate: (name: string) => string) =>
    (nodes ?? []).filter(({ name }) => !hidden.has(coordinate(name.value)))
  const types = <Node extends Named>(nodes: readonly Node[] | undefined) => visible(nodes, (name) => name)

  function fields(type: string, nodes: readonly FieldDefinitionNode[] | undefined): readonly FieldDefinitionNode[] {
    return visible(nodes, (name) => `${type}.${name}`).map((field) => ({
      ...field,
      arguments: visible(field.arguments, (name) => `${type}.${field.name.value}(${name}:)`),
    }))
  }

  if (definition.kind === Kind.SCHEMA_DEFINITION) {
    return [{ ...definition, operationTypes: definition.operationTypes.filter(({ type }) => !hidden.has(type.name.value)) }]
  }
  if (!('name' in definition) || definition.name === undefined || definition.kind === Kind.DIRECTIVE_DEFINITION)
    return [definition]
  const type = definition.name.value
  if (hidden.has(type)) return []
  if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    return [{ ...definition, interfaces: types(definition.interfaces), fields: fields(type, definition.fields) }]
  }
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) return [{ ...definition, types: types(definition.types) }]
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    return [{ ...definition, values: visible(definition.values, (name) => `${type}.${name}`) }]
  }
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return [{ ...definition, fields: visible(definition.fields, (name) => `${type}.${name}`) }]
  }
  return [definition]
}
