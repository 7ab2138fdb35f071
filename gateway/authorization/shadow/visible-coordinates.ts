import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql'

/** `Type.field` of every field that a supergraph shows its callers. */
export function visibleCoordinates(supergraph: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    if (isInaccessible(node.directives)) continue
    for (const field of node.fields ?? []) {
      if (!isInaccessible(field.directives)) found.add(`${node.name.value}.${field.name.value}`)
    }
  }
  return found
}

const isInaccessible = (directives: readonly ConstDirectiveNode[] | undefined): boolean =>
  directives?.some(({ name }) => name.value === 'inaccessible') ?? false
