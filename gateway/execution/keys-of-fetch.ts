import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql'

/**
 * Response keys that one fetch adds to the answer: the root fields of an operation, or the fields of the entities. They are the
 * branches that become null when the fetch fails.
 */
export function keysOfFetch(query: string): readonly string[] {
  const { definitions } = parse(query, { noLocation: true })
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  )
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) return []
  const fields = fieldsIn(operation.selectionSet, fragments)
  const entities = fields.find(({ name }) => name.value === '_entities')
  const branches = entities?.selectionSet ? fieldsIn(entities.selectionSet, fragments) : fields
  const keys = branches.filter(({ name }) => name.value !== '__typename').map((field) => field.alias?.value ?? field.name.value)
  return [...new Set(keys)]
}

function fieldsIn(selectionSet: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): readonly FieldNode[] {
  return selectionSet.selections.flatMap((selection): readonly FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection]
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    return inner === undefined ? [] : fieldsIn(inner.selectionSet, fragments)
  })
}
