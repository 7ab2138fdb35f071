import {
  type ConstDirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type TypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql'

/** Subgraphs of a supergraph: name and address, from `join__Graph`. */
export interface SubgraphEntry {
  readonly name: string
  readonly url: string
}

/** Reads the subgraphs that a supergraph was composed from. */
export function readSubgraphs(supergraph: DocumentNode): readonly SubgraphEntry[] {
  return [...graphsById(supergraph).values()]
}

/**
 * Which subgraphs answer for a coordinate (`Type` or `Type.field`), by name, from the join directives. An obligation is sealed
 * into the envelopes of these and of no others.
 */
export function compileOwners(supergraph: DocumentNode): (coordinate: string) => ReadonlySet<string> {
  const graphs = graphsById(supergraph)
  const owners = new Map<string, ReadonlySet<string>>()
  for (const type of supergraph.definitions.filter(isTypeDefinitionNode)) {
    const ofType = graphsIn(type.directives, 'join__type', graphs)
    owners.set(type.name.value, ofType)
    for (const field of fieldsOf(type)) {
      const ofField = graphsIn(field.directives, 'join__field', graphs)
      // Without a join__field that names a graph, every subgraph that has the type has the field.
      owners.set(`${type.name.value}.${field.name.value}`, ofField.size > 0 ? ofField : ofType)
    }
  }
  const nobody: ReadonlySet<string> = new Set()
  return (coordinate) => owners.get(coordinate) ?? nobody
}

function graphsById(supergraph: DocumentNode): ReadonlyMap<string, SubgraphEntry> {
  const graphs = new Map<string, SubgraphEntry>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? []) {
      const directive = value.directives?.find(({ name }) => name.value === 'join__graph')
      if (directive !== undefined) {
        graphs.set(value.name.value, { name: textArgument(directive, 'name') ?? '', url: textArgument(directive, 'url') ?? '' })
      }
    }
  }
  return graphs
}

function graphsIn(
  directives: readonly ConstDirectiveNode[] | undefined,
  directiveName: string,
  graphs: ReadonlyMap<string, SubgraphEntry>,
): ReadonlySet<string> {
  const found = (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== directiveName) return []
    if (directive.arguments?.some(({ name, value }) => name.value === 'external' && valueFromASTUntyped(value) === true))
      return []
    return graphs.get(textArgument(directive, 'graph') ?? '')?.name ?? []
  })
  return new Set(found)
}

function textArgument(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined
}

function fieldsOf(type: TypeDefinitionNode) {
  return type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION ? (type.fields ?? []) : []
}
