import { type DocumentNode, Kind, visit } from 'graphql'

/**
 * The same schema in alphabetical order, with all locations kept. Composition is stable against the order of subgraphs but
 * not against the order of definitions and fields; sorted first, moving a field in a file changes no published file.
 */
export function sortDocument(document: DocumentNode): DocumentNode {
  const sorted = visit(document, {
    ObjectTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    ObjectTypeExtension: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InterfaceTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InterfaceTypeExtension: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InputObjectTypeDefinition: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    InputObjectTypeExtension: { leave: (node) => ({ ...node, fields: byName(node.fields) }) },
    EnumTypeDefinition: { leave: (node) => ({ ...node, values: byName(node.values) }) },
    EnumTypeExtension: { leave: (node) => ({ ...node, values: byName(node.values) }) },
    UnionTypeDefinition: { leave: (node) => ({ ...node, types: byName(node.types) }) },
    FieldDefinition: { leave: (node) => ({ ...node, arguments: byName(node.arguments) }) },
  })
  const headers = sorted.definitions.filter(({ kind }) => kind === Kind.SCHEMA_DEFINITION || kind === Kind.SCHEMA_EXTENSION)
  const others = sorted.definitions.filter((definition) => !headers.includes(definition))
  return { ...sorted, definitions: [...headers, ...byName(others)] }
}

interface MaybeNamed {
  readonly name?: { readonly value: string } | undefined
}

function byName<Node extends object>(nodes: readonly Node[] = []): readonly Node[] {
  return nodes.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
}

function nameOf(node: MaybeNamed): string {
  return node.name?.value ?? ''
}
