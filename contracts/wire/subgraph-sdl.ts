import { type DefinitionNode, type DocumentNode, Kind, visit } from 'graphql'

/**
 * Completes the SDL of one subgraph: its own definitions, preceded by the link header, the directive definitions and those
 * shared definitions that it reaches. Servers, generator and contract tool all build a schema this way, so that a shared
 * type is written once and is the same everywhere. Locations of both sources are kept, so that faults name a file and line.
 */
export function assembleSubgraph(own: DocumentNode, shared: DocumentNode): DocumentNode {
  const header = shared.definitions.filter(isHeader)
  const types = shared.definitions.filter((definition) => !isHeader(definition))
  const sharedNames = new Set(types.map(nameOf))
  const redefined = own.definitions.map(nameOf).find((name) => name !== undefined && sharedNames.has(name))
  if (redefined !== undefined) throw new TypeError(`${redefined} is a shared definition; a subgraph must not define it again`)
  const reached = reach(own.definitions, types)
  return { kind: Kind.DOCUMENT, definitions: [...header, ...types.filter((type) => reached.has(type)), ...own.definitions] }
}

/** Links and directive definitions stay even when unused: a composed directive must be defined in every subgraph. */
function isHeader({ kind }: DefinitionNode): boolean {
  return kind === Kind.SCHEMA_EXTENSION || kind === Kind.SCHEMA_DEFINITION || kind === Kind.DIRECTIVE_DEFINITION
}

/** Shared definitions that `from` refers to, directly or through others; an interface reaches the types that implement it. */
function reach(from: readonly DefinitionNode[], shared: readonly DefinitionNode[]): ReadonlySet<DefinitionNode> {
  const reached = new Set<DefinitionNode>()
  const referred = new Set(from.flatMap(typesNamedBy))
  for (;;) {
    const next = shared.find(
      (definition) =>
        !reached.has(definition) &&
        (referred.has(nameOf(definition) ?? '') || interfacesOf(definition).some((name) => referred.has(name))),
    )
    if (next === undefined) return reached
    reached.add(next)
    for (const name of typesNamedBy(next)) referred.add(name)
  }
}

function typesNamedBy(definition: DefinitionNode): string[] {
  const names: string[] = []
  visit(definition, { NamedType: ({ name }) => void names.push(name.value) })
  return names
}

function interfacesOf(definition: DefinitionNode): string[] {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.interfaces ?? []).map(({ name }) => name.value) : []
}

function nameOf(definition: DefinitionNode): string | undefined {
  return 'name' in definition ? definition.name?.value : undefined
}
