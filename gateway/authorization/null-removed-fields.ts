import {
  type DirectiveNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { applyMask, maskedPartOf, maskNamed } from '../../policies/index.ts'
import type { CompiledDocument, ReachedMask } from './compile-document.ts'

type JsonObject = { readonly [key: string]: unknown }

/** A selection set of the original document; `removed` when a field above it was removed, and then so is all below. */
interface Scope {
  readonly selectionSet: SelectionSetNode
  readonly removed: boolean
}

/**
 * All selections behind one response key of one object, and whether each was removed. One that is reached twice, through a
 * removed field and through a kept one, is kept; it is listed once, or doubling fragments would double the work per level.
 */
interface Group {
  readonly fieldName: string
  readonly nodes: Map<FieldNode, boolean>
}

const NO_MASKS: ReadonlyMap<string, ReachedMask> = new Map()

/** Marks a null where the schema allows none: the nearest nullable position above becomes null instead. */
const BUBBLE = Symbol('null at a non-null position')

/**
 * Gives the answer of the filtered document the shape of the original one: removed fields are null, a null at a non-null
 * position moves up to the nearest nullable one (GraphQL specification 6.4.4), and nothing is left that only the filter asked
 * for. Decided per runtime type: the same response key may be allowed on one member of a union and removed on another. What the
 * owner of the data should have masked is masked once more, which changes nothing when it was.
 *
 * @param masks those that hold for this caller, by `Type.field`.
 * @param variables coerced, with defaults, for `@skip` and `@include`.
 */
export function nullRemovedFields(
  compiled: CompiledDocument,
  removed: ReadonlySet<FieldNode>,
  data: JsonObject | null,
  variables: JsonObject,
  masks: ReadonlyMap<string, ReachedMask> = NO_MASKS,
): JsonObject | null {
  const { schema, operation, fragments } = compiled
  const root = schema.getRootType(operation.operation)
  if (!root || data === null) return null

  function completeObject(
    type: GraphQLObjectType,
    scopes: readonly Scope[],
    source: JsonObject,
    outer: ReachedMask | undefined,
  ): JsonObject | null {
    const maskedPart = outer && maskedPartOf(type.name)?.field
    const completed: Record<string, unknown> = Object.create(null)
    for (const [key, { fieldName, nodes }] of groupFields(type, scopes)) {
      const field = type.getFields()[fieldName]
      const isRemoved = [...nodes.values()].every(Boolean)
      if (fieldName === '__typename') completed[key] = type.name
      else if (field === undefined)
        completed[key] = source[key] // __schema and __type: introspection carries no rules
      else {
        const mask = masks.get(`${type.name}.${fieldName}`) ?? (fieldName === maskedPart ? outer : undefined)
        const value = completeValue(field.type, nodes, isRemoved ? null : (source[key] ?? null), mask)
        if (value === BUBBLE) return null
        completed[key] = value
      }
    }
    return completed
  }

  function completeValue(type: GraphQLOutputType, nodes: Group['nodes'], value: unknown, mask: ReachedMask | undefined): unknown {
    if (isNonNullType(type)) return completeValue(type.ofType, nodes, value, mask) ?? BUBBLE
    if (value === null || value === undefined) return null
    if (isLeafType(type)) return mask === undefined ? value : hide(mask, type.name, value)
    if (isListType(type)) {
      if (!Array.isArray(value)) return null
      const items = value.map((item) => completeValue(type.ofType, nodes, item, mask))
      return items.includes(BUBBLE) ? null : items
    }
    const source = value as JsonObject // a composite position of data that the engine has already checked against the schema
    const runtimeType = isObjectType(type) ? type : schema.getType(String(source.__typename))
    if (!isObjectType(runtimeType)) return null
    const scopes = [...nodes].flatMap(([{ selectionSet }, isRemoved]) =>
      selectionSet ? [{ selectionSet, removed: isRemoved }] : [],
    )
    return completeObject(runtimeType, scopes, source, mask)
  }

  function groupFields(type: GraphQLObjectType, scopes: readonly Scope[]): ReadonlyMap<string, Group> {
    const groups = new Map<string, Group>()
    for (const scope of scopes) collect(type, scope, groups, new Set())
    return groups
  }

  function collect(type: GraphQLObjectType, scope: Scope, groups: Map<string, Group>, visited: Set<string>): void {
    for (const selection of scope.selectionSet.selections) {
      if (!isIncluded(selection, variables)) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const group = groups.get(key) ?? { fieldName: selection.name.value, nodes: new Map() }
        group.nodes.set(selection, (scope.removed || removed.has(selection)) && group.nodes.get(selection) !== false)
        groups.set(key, group)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (!applies(selection.typeCondition?.name.value, type)) continue
        collect(type, { ...scope, selectionSet: selection.selectionSet }, groups, visited)
      } else {
        const fragment = fragments.get(selection.name.value)
        if (fragment === undefined || visited.has(selection.name.value) || !applies(fragment.typeCondition.name.value, type))
          continue
        visited.add(selection.name.value)
        collect(type, { ...scope, selectionSet: fragment.selectionSet }, groups, visited)
      }
    }
  }

  function applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const conditionType = schema.getType(condition)
    return isCompositeType(conditionType) && isAbstractType(conditionType) && schema.isSubType(conditionType, type)
  }

  return completeObject(root, [{ selectionSet: operation.selectionSet, removed: false }], data, undefined)
}

/** Checked at start: the mask exists and fits the type. One that does not shows nothing. */
function hide({ use }: ReachedMask, typeName: string, value: unknown): unknown {
  const mask = maskNamed(use.as)
  return mask === undefined ? null : applyMask(mask, typeName, value)
}

function isIncluded(node: { readonly directives?: readonly DirectiveNode[] }, variables: JsonObject): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
}
