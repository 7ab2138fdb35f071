import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { isPlainTypename, openTypeConditions } from './open-type-conditions.ts'

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** A document as the engine gets it, and what of its answer has to be looked at. */
export interface PreparedDocument {
  readonly document: DocumentNode
  /** True when the answer may hold something that the client did not ask for or that the variant does not have, or lacks a part that the gateway gives. */
  readonly needsShaping: boolean
}

/**
 * Prepares documents of one variant for an engine that knows the full graph. Introspection is taken out: the engine would tell
 * of everything. Where several types can come back, the type name is asked for, because shape-answer.ts decides by it.
 *
 * So it is below a type condition that the static type leaves open, whatever the variant: @apollo/gateway drops what such a
 * fragment selects, without an error, when no type name came back (`typeConditionApplies` in its resultShaping.js). And where
 * every selection has a condition: its planner drops the field around them when the conditions contradict each other, and the
 * answer is null instead of an empty object.
 *
 * @param full schema of the engine, `schema` that of the variant.
 */
export function createDocumentPreparer(full: GraphQLSchema, schema: GraphQLSchema): (document: DocumentNode) => PreparedDocument {
  const hazards = new Set(Object.values(schema.getTypeMap()).filter((type) => hasHiddenCases(full, schema, type)))

  function needsShaping(document: DocumentNode): boolean {
    const types = new TypeInfo(schema)
    const isOpen = openTypeConditions(full, document)
    const isFieldAbstract: boolean[] = [] // of the fields around, the inner one last; the planner asks such a field for type names
    let found = false
    const notice = (is: boolean) => {
      found ||= is
      return is ? BREAK : undefined
    }
    visit(
      document,
      visitWithTypeInfo(types, {
        FragmentDefinition: () => void isFieldAbstract.push(false), // whose fields are not known
        Field: {
          enter(field) {
            const type = getNamedType(types.getType())
            isFieldAbstract.push(isAbstractType(type))
            return notice(isIntrospection(field) || (!!type && hazards.has(type)))
          },
          leave: () => void isFieldAbstract.pop(),
        },
        SelectionSet: (selectionSet) =>
          notice(
            (isFieldAbstract.length > 0 && isAllConditional(selectionSet)) ||
              (!isFieldAbstract.at(-1) && isOpen(selectionSet, types.getParentType())),
          ),
      }),
    )
    return found
  }

  return (document) => {
    if (!needsShaping(document)) return { document, needsShaping: false }
    const types = new TypeInfo(schema)
    const prepared = visit(
      document,
      visitWithTypeInfo(types, {
        Field: (field) => (isIntrospection(field) ? null : undefined),
        SelectionSet: {
          leave(selectionSet): SelectionSetNode | undefined {
            const isAmbiguous = isAbstractType(types.getParentType()) && !selectionSet.selections.some(isPlainTypename)
            if (!isAllConditional(selectionSet) && !isAmbiguous) return undefined
            return { ...selectionSet, selections: [TYPENAME, ...selectionSet.selections] }
          },
        },
      }),
    )
    return { document: withoutUnusedFragments(prepared), needsShaping: true }
  }
}

/** Fragments that only introspection spread are dropped with it: the engine's own idea of `__Type` may lack a field of theirs. */
function withoutUnusedFragments(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, { FragmentSpread: ({ name }) => void used.add(name.value) })
  const definitions = document.definitions.filter((node) => node.kind !== Kind.FRAGMENT_DEFINITION || used.has(node.name.value))
  return definitions.length === document.definitions.length ? document : withoutUnusedFragments({ ...document, definitions })
}

/** True of an empty set as well. */
const isAllConditional = ({ selections }: SelectionSetNode): boolean =>
  selections.every(({ directives = [] }) => directives.length > 0)

const isIntrospection = ({ name }: FieldNode): boolean => name.value === '__schema' || name.value === '__type'

/** True for a type of the variant of which the full graph has more cases: values of an enum, objects behind an abstract type. */
function hasHiddenCases(full: GraphQLSchema, schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  const whole = full.getType(type.name)
  if (isEnumType(type) && isEnumType(whole)) return type.getValues().length < whole.getValues().length
  if (!isAbstractType(type) || !isAbstractType(whole)) return false
  return schema.getPossibleTypes(type).length < full.getPossibleTypes(whole).length
}
