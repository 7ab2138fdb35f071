import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { CompiledDocument } from './compile-document.ts'
import { typeOfField } from './type-of-field.ts'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

export interface FilteredDocument {
  /** What may be planned and fetched; null when no root field is left. */
  readonly document: DocumentNode | null
  /** Selections of the original document that the caller may not see. */
  readonly removed: ReadonlySet<FieldNode>
}

/**
 * Removes every selection that has a requirement which is not granted, before anything is planned. A field whose selections are
 * all removed keeps `__typename`, because the field itself is allowed: it is fetched, and its denied children become null. The
 * type name is also asked for wherever the answer may be of several types: null-removed-fields.ts needs it to know which of
 * the original fragments apply. `@skip` and `@include` play no part, so no variable changes what is denied.
 */
export function filterDocument(compiled: CompiledDocument, granted: readonly boolean[]): FilteredDocument {
  const { schema, operation, needs } = compiled
  const removed = new Set<FieldNode>()
  for (const [field, indices] of needs) if (!indices.every((each) => granted[each])) removed.add(field)

  const fragments = new Map<string, FragmentDefinitionNode | null>()

  function filterFragment(name: string): FragmentDefinitionNode | null {
    const known = fragments.get(name)
    if (known !== undefined) return known
    const fragment = compiled.fragments.get(name)
    const selectionSet = fragment && filterSelections(fragment.selectionSet, fragment.typeCondition.name.value)
    const filtered = fragment && selectionSet ? { ...fragment, selectionSet } : null
    fragments.set(name, filtered)
    return filtered
  }

  function filterField(field: FieldNode, parent: GraphQLCompositeType): FieldNode | null {
    if (removed.has(field)) return null
    const type = typeOfField(parent, field.name.value)
    if (field.selectionSet === undefined || type === undefined) return field
    const named = getNamedType(type)
    const kept = filterSelections(field.selectionSet, named.name)?.selections ?? []
    const needsTypename = kept.length === 0 || (isAbstractType(named) && !kept.some(isPlainTypename))
    return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections: needsTypename ? [TYPENAME, ...kept] : kept } }
  }

  function filterSelections(selectionSet: SelectionSetNode, parentName: string): SelectionSetNode | null {
    const parent = schema.getType(parentName)
    if (!isCompositeType(parent)) return selectionSet // validation lets selections stand on composite types only
    const selections = selectionSet.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return listOf(filterField(selection, parent))
      if (selection.kind === Kind.FRAGMENT_SPREAD) return filterFragment(selection.name.value) ? [selection] : []
      const kept = filterSelections(selection.selectionSet, selection.typeCondition?.name.value ?? parentName)
      return kept ? [{ ...selection, selectionSet: kept }] : []
    })
    return selections.length > 0 ? { kind: Kind.SELECTION_SET, selections } : null
  }

  const root = schema.getRootType(operation.operation)
  const selectionSet = root ? filterSelections(operation.selectionSet, root.name) : null
  if (selectionSet === null) return { document: null, removed }
  // A fragment stays defined only while something still spreads it: an unused one is an invalid document.
  const definitions = [{ ...operation, selectionSet }, ...[...fragments.values()].filter((fragment) => fragment !== null)]
  return { document: withoutUnusedVariables(withoutUnusedFragments({ kind: Kind.DOCUMENT, definitions })), removed }
}

function withoutUnusedFragments(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, { FragmentSpread: ({ name }) => void used.add(name.value) })
  const definitions = document.definitions.filter((node) => node.kind !== Kind.FRAGMENT_DEFINITION || used.has(node.name.value))
  return definitions.length === document.definitions.length ? document : withoutUnusedFragments({ ...document, definitions })
}

function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) })
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, variableDefinitions: (node.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)) }
      : node,
  )
  return { ...document, definitions }
}

const isPlainTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  selection.alias === undefined &&
  !selection.directives?.length

const listOf = <Item>(item: Item | null): readonly Item[] => (item === null ? [] : [item])
