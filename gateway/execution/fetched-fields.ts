import {
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql'

/** Names of the fields that the planner fetches on its own, by the type that has them: parts of keys, and what is required. */
export type FetchedFields = ReadonlyMap<string, ReadonlySet<string>>

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

/** Reads them from the join directives of a supergraph. */
export function readFetchedFields(supergraph: DocumentNode): FetchedFields {
  const types = new Map(
    supergraph.definitions
      .filter(isTypeDefinitionNode)
      .filter(
        (type): type is Composite => type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION,
      )
      .map((type) => [type.name.value, type] as const),
  )
  const fetched = new Map<string, Set<string>>()

  function add(typeName: string, { selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.typeCondition?.name.value ?? typeName, selection.selectionSet)
      if (selection.kind !== Kind.FIELD) continue
      const name = selection.name.value
      fetched.set(typeName, (fetched.get(typeName) ?? new Set()).add(name))
      const field = types.get(typeName)?.fields?.find((each) => each.name.value === name)
      if (field !== undefined && selection.selectionSet !== undefined) add(namedType(field.type), selection.selectionSet)
    }
  }

  for (const [typeName, { directives = [], fields = [] }] of types) {
    const sets = [
      ...fieldSetsOf(directives, 'join__type', 'key'),
      ...fields.flatMap((field) => fieldSetsOf(field.directives ?? [], 'join__field', 'requires')),
    ]
    for (const set of sets) add(typeName, set)
  }
  return fetched
}

function fieldSetsOf(directives: readonly ConstDirectiveNode[], name: string, argument: string): readonly SelectionSetNode[] {
  return directives.flatMap((directive) => {
    const value = directive.arguments?.find((each) => each.name.value === argument)?.value
    if (directive.name.value !== name || value?.kind !== Kind.STRING) return []
    const [operation] = parse(`{ ${value.value} }`, { noLocation: true }).definitions
    return operation?.kind === Kind.OPERATION_DEFINITION ? [operation.selectionSet] : []
  })
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type))
