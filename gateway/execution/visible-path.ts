import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'
import { EACH_ITEM } from '../authorization/removed-paths.ts'
import type { Operation } from './executor.ts'

/**
 * Cuts an error path at the first key that the client did not ask for. The planner fetches keys and required fields on its own,
 * and their names may belong to fields that this client is not even shown.
 */
export function visiblePath(
  { document, definition }: Operation,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  )
  let level: readonly SelectionSetNode[] = [definition.selectionSet]
  for (const [index, key] of path.entries()) {
    if (typeof key === 'number' || key === EACH_ITEM) continue
    const fields = level.flatMap((selectionSet) => fieldsUnder(key, selectionSet, fragments, new Set()))
    if (fields.length === 0) return withoutTrailingItems(path.slice(0, index))
    level = [...new Set(fields.flatMap((field) => field.selectionSet ?? []))]
  }
  return path
}

function fieldsUnder(
  key: string,
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  visited: Set<string>,
): readonly FieldNode[] {
  return selectionSet.selections.flatMap((selection): readonly FieldNode[] => {
    if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === key ? [selection] : []
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsUnder(key, selection.selectionSet, fragments, visited)
    const fragment = fragments.get(selection.name.value)
    if (fragment === undefined || visited.has(selection.name.value)) return []
    visited.add(selection.name.value)
    return fieldsUnder(key, fragment.selectionSet, fragments, visited)
  })
}

function withoutTrailingItems(path: readonly (string | number)[]): readonly (string | number)[] {
  const last = path.findLastIndex((key) => typeof key === 'string' && key !== EACH_ITEM)
  return path.slice(0, last + 1)
}
