import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { MaskUse } from '../../policies/index.ts'
import type { Rules } from './compile-rules.ts'
import { needsOfField } from './field-requirements.ts'
import { type Requirement, requirementKey } from './requirement.ts'
import { typeOfField } from './type-of-field.ts'

/** A masked coordinate that an operation reaches, and the selections that reach it. */
export interface ReachedMask {
  /** `Type.field` of an object type. */
  readonly coordinate: string
  readonly use: MaskUse
  /** Each selection with the coordinate that the caller named: an interface may stand between. */
  readonly selections: Map<FieldNode, string>
}

/** What one operation asks of its callers, whoever they are: computed once per document and kept. */
export interface CompiledDocument {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  /** Fragments that the operation reaches. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Each distinct requirement once; a request decides these and nothing else. */
  readonly requirements: readonly Requirement[]
  /** Coordinates that ask for `requirements[i]`. */
  readonly askedBy: readonly ReadonlySet<string>[]
  /** Indices into `requirements` of each field selection; a selection that asks nothing is absent. */
  readonly needs: ReadonlyMap<FieldNode, readonly number[]>
  readonly masks: readonly ReachedMask[]
}

/**
 * Compiles a validated operation. What a selection asks depends on its parent type alone, so a fragment is visited once however
 * often it is spread, and the work grows with the text of the document and not with its expansion.
 */
export function compileDocument(
  schema: GraphQLSchema,
  rules: Rules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledDocument {
  const defined = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  )
  const fragments = new Map<string, FragmentDefinitionNode>()
  const index = new Map<string, number>()
  const requirements: Requirement[] = []
  const askedBy: Set<string>[] = []
  const needs = new Map<FieldNode, readonly number[]>()
  const masks = new Map<string, ReachedMask>()

  function intern(requirement: Requirement, coordinate: string): number {
    const key = requirementKey(requirement)
    const known = index.get(key) ?? requirements.push(requirement) - 1
    index.set(key, known)
    askedBy[known] = (askedBy[known] ?? new Set()).add(coordinate)
    return known
  }

  function noteMasks(field: FieldNode, parent: GraphQLCompositeType): void {
    if (rules.masks.size === 0 || isUnionType(parent)) return
    for (const { name } of isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]) {
      const coordinate = `${name}.${field.name.value}`
      const use = rules.masks.get(coordinate)
      if (use === undefined) continue
      const reached = masks.get(coordinate) ?? { coordinate, use, selections: new Map<FieldNode, string>() }
      masks.set(coordinate, reached)
      reached.selections.set(field, `${parent.name}.${field.name.value}`)
    }
  }

  function visitField(field: FieldNode, parent: GraphQLCompositeType): void {
    noteMasks(field, parent)
    const asked = needsOfField(schema, rules, parent, field.name.value).map((need) => intern(need.requirement, need.coordinate))
    if (asked.length > 0) needs.set(field, [...new Set(asked)])
    const type = typeOfField(parent, field.name.value)
    if (field.selectionSet !== undefined && type !== undefined) visitSelections(field.selectionSet, getNamedType(type).name)
  }

  function visitSelections(selectionSet: SelectionSetNode, parentName: string): void {
    const parent = schema.getType(parentName)
    if (!isCompositeType(parent)) return
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) visitField(selection, parent)
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visitSelections(selection.selectionSet, selection.typeCondition?.name.value ?? parentName)
      } else {
        const fragment = defined.get(selection.name.value)
        if (fragment === undefined || fragments.has(selection.name.value)) continue
        fragments.set(selection.name.value, fragment)
        visitSelections(fragment.selectionSet, fragment.typeCondition.name.value)
      }
    }
  }

  const root = schema.getRootType(operation.operation)
  if (root) visitSelections(operation.selectionSet, root.name)
  return { schema, operation, fragments, requirements, askedBy, needs, masks: [...masks.values()] }
}
