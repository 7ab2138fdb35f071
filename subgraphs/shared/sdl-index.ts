import {
  type DefinitionNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql'

type FieldedType = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode

/** What the rules of one SDL are read from: definitions and extensions of a type put together. */
export interface SdlIndex {
  /** Fields of every object type. */
  readonly fields: ReadonlyMap<string, readonly FieldDefinitionNode[]>
  /** Fields of every interface. */
  readonly interfaceFields: ReadonlyMap<string, readonly FieldDefinitionNode[]>
  /** Directives of every type, scalar and enum. */
  readonly directives: ReadonlyMap<string, readonly DirectiveNode[]>
  /** Interfaces that each object type implements. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>
}

export function indexSdl(definitions: readonly DefinitionNode[]): SdlIndex {
  const fields = new Map<string, FieldDefinitionNode[]>()
  const interfaceFields = new Map<string, FieldDefinitionNode[]>()
  const directives = new Map<string, DirectiveNode[]>()
  const interfaces = new Map<string, string[]>()
  for (const definition of definitions) {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) continue
    const name = definition.name.value
    append(directives, name, definition.directives ?? [])
    if (!isFieldedType(definition)) continue
    append(isObject(definition) ? fields : interfaceFields, name, definition.fields ?? [])
    if (isObject(definition)) append(interfaces, name, definition.interfaces?.map((each) => each.name.value) ?? [])
  }
  return { fields, interfaceFields, directives, interfaces }
}

export function isFieldedType(definition: DefinitionNode): definition is FieldedType {
  return (
    isObject(definition) ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    definition.kind === Kind.INTERFACE_TYPE_EXTENSION
  )
}

/** Name of the type inside lists and non-null marks. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type)
}

const isObject = (definition: DefinitionNode): definition is ObjectTypeDefinitionNode | ObjectTypeExtensionNode =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION

function append<Item>(map: Map<string, Item[]>, key: string, items: readonly Item[]): void {
  map.set(key, [...(map.get(key) ?? []), ...items])
}
