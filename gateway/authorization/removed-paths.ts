import {
  type FieldNode,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { CompiledDocument } from './compile-document.ts'
import { typeOfField } from './type-of-field.ts'

/** Segment that stands for "every item of this list". */
export const EACH_ITEM = '@'
/** More paths than this are not reported one by one: fragments inside fragments can name millions with few characters. */
const MAX_PATHS = 200

export type QueryPath = readonly string[]

/** The query paths (response keys, `@` for a list) of the removed fields, each once, in the order of the document. */
export function pathsOfRemoved(compiled: CompiledDocument, removed: ReadonlySet<FieldNode>): readonly QueryPath[] {
  return pathsOf(compiled, removed, new Set())
}

/** The query paths of selections that are answered: what lies below a removed field is not listed. */
export function pathsOfKept(
  compiled: CompiledDocument,
  selections: ReadonlySet<FieldNode>,
  removed: ReadonlySet<FieldNode>,
): readonly QueryPath[] {
  return pathsOf(compiled, selections, removed)
}

function pathsOf(
  compiled: CompiledDocument,
  wanted: ReadonlySet<FieldNode>,
  hidden: ReadonlySet<FieldNode>,
): readonly QueryPath[] {
  const { schema, operation, fragments } = compiled
  const paths = new Map<string, QueryPath>()
  const visitedSpreads = new Set<string>()
  const bearing = new Map<string, boolean>()

  function bearsWanted(selectionSet: SelectionSetNode): boolean {
    return selectionSet.selections.some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentBearsWanted(selection.name.value)
      if (selection.kind === Kind.FIELD && wanted.has(selection)) return true
      return selection.selectionSet !== undefined && bearsWanted(selection.selectionSet)
    })
  }

  function fragmentBearsWanted(name: string): boolean {
    const known = bearing.get(name)
    if (known !== undefined) return known
    const fragment = fragments.get(name)
    const bears = fragment !== undefined && bearsWanted(fragment.selectionSet)
    bearing.set(name, bears)
    return bears
  }

  function walk(selectionSet: SelectionSetNode, parentName: string, path: QueryPath): void {
    const parent = schema.getType(parentName)
    if (!isCompositeType(parent)) return
    for (const selection of selectionSet.selections) {
      if (paths.size >= MAX_PATHS) return
      if (selection.kind === Kind.FIELD) {
        if (hidden.has(selection)) continue
        const type = typeOfField(parent, selection.name.value)
        const here = [...path, selection.alias?.value ?? selection.name.value]
        if (wanted.has(selection)) paths.set(here.join('.'), here)
        else if (type !== undefined && selection.selectionSet !== undefined) {
          walk(selection.selectionSet, getNamedType(type).name, [...here, ...listHops(type)])
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? parentName, path)
      } else {
        const fragment = fragments.get(selection.name.value)
        const spread = `${path.join('.')} ${selection.name.value}`
        if (fragment === undefined || visitedSpreads.has(spread) || !fragmentBearsWanted(selection.name.value)) continue
        visitedSpreads.add(spread)
        walk(fragment.selectionSet, fragment.typeCondition.name.value, path)
      }
    }
  }

  const root = schema.getRootType(operation.operation)
  if (root) walk(operation.selectionSet, root.name, [])
  return [...paths.values()]
}

function listHops(type: GraphQLOutputType): QueryPath {
  if (isNonNullType(type)) return listHops(type.ofType)
  return isListType(type) ? [EACH_ITEM, ...listHops(type.ofType)] : []
}
