import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * Tells of each selection set of a document whether one of its fragments applies to some objects only, while the set does not ask
 * of which type an object is. @apollo/gateway then compares the condition with the static type and drops the fragment without an
 * error (`typeConditionApplies` in its resultShaping.js).
 *
 * @param schema of the engine: it is the engine that compares.
 */
export function openTypeConditions(
  schema: GraphQLSchema,
  document: DocumentNode,
): (selectionSet: SelectionSetNode, parent: GraphQLCompositeType | null | undefined) => boolean {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.typeCondition.name.value] as const] : [],
    ),
  )

  function conditionOf(selection: SelectionNode): string | undefined {
    if (selection.kind === Kind.FIELD) return undefined
    return selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.typeCondition?.name.value
  }

  return ({ selections }, parent) => {
    // An object type meets every condition that may stand below it.
    if (!isAbstractType(parent) || selections.some(isPlainTypename)) return false
    const staticType = schema.getType(parent.name)
    return selections.some((selection) => {
      const condition = conditionOf(selection)
      if (condition === undefined || condition === parent.name) return false
      const type = schema.getType(condition)
      return !(isAbstractType(type) && isInterfaceType(staticType) && schema.isSubType(type, staticType))
    })
  }
}

/** True for `__typename` that is answered under its own name and always. */
export const isPlainTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  selection.alias === undefined &&
  !selection.directives?.length
