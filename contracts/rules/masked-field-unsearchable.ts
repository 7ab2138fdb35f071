import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql'
import { argumentOf, directivesOf, fieldedTypes, namedType, outputFields } from '../schema-elements.ts'
import type { Problem, Rule } from './rule.ts'

/**
 * A masked value that can be filtered or sorted by is found out by asking often enough, and one that another field is computed
 * from is not the value that the author of that field expects.
 */
export const maskedFieldUnsearchable: Rule = {
  id: 'masked-field-unsearchable',
  severity: 'error',
  help: 'Remove the filter, the order or the field set, or do not mask the field.',
  check: ({ files }) => {
    const graph = indexGraph(files.map(({ document }) => document))
    const masked = new Set(
      files.flatMap(({ document }) =>
        outputFields(document).flatMap(({ coordinate, field }) => (directivesOf(field, 'masked').length > 0 ? [coordinate] : [])),
      ),
    )
    return masked.size === 0
      ? []
      : files.flatMap(({ document }) => [...findSearches(document, graph, masked), ...findFieldSets(document, graph, masked)])
  },
}

interface Graph {
  /** Fields of every object and interface type, of all files. */
  readonly fields: ReadonlyMap<string, readonly FieldDefinitionNode[]>
  readonly inputs: ReadonlyMap<string, readonly InputValueDefinitionNode[]>
  readonly enums: ReadonlyMap<string, readonly string[]>
}

function indexGraph(documents: readonly DocumentNode[]): Graph {
  const fields = new Map<string, FieldDefinitionNode[]>()
  const inputs = new Map<string, readonly InputValueDefinitionNode[]>()
  const enums = new Map<string, readonly string[]>()
  for (const document of documents) {
    for (const { name, fields: own = [] } of fieldedTypes(document)) {
      fields.set(name.value, [...(fields.get(name.value) ?? []), ...own])
    }
    for (const node of document.definitions) {
      if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) inputs.set(node.name.value, node.fields ?? [])
      if (node.kind === Kind.ENUM_TYPE_DEFINITION) enums.set(node.name.value, node.values?.map(({ name }) => name.value) ?? [])
    }
  }
  return { fields, inputs, enums }
}

/** Arguments of fields that answer a masked type, itself or in the page of a connection. */
function findSearches(document: DocumentNode, graph: Graph, masked: ReadonlySet<string>): readonly Problem[] {
  return outputFields(document).flatMap(({ coordinate, field }) => {
    const answered = answeredTypes(namedType(field.type), graph)
    const names = [...masked].filter((each) => answered.has(typeOf(each)))
    return (field.arguments ?? []).flatMap((argument) =>
      names
        .filter((each) => mentions(argument, fieldOf(each), graph, new Set()))
        .map((each) => ({
          coordinate,
          message: `the argument "${argument.name.value}" of ${coordinate} searches by ${each}, which is masked`,
          at: argument,
        })),
    )
  })
}

/** The type, and what stands in `nodes` and `edges` of it when it is a connection. */
function answeredTypes(typeName: string, graph: Graph): ReadonlySet<string> {
  const under = (name: string, fieldName: string) =>
    (graph.fields.get(name) ?? []).filter((field) => field.name.value === fieldName).map((field) => namedType(field.type))
  const nodes = under(typeName, 'nodes')
  return new Set([typeName, ...nodes, ...under(typeName, 'edges').flatMap((edge) => under(edge, 'node'))])
}

/** True when an argument, or a part of it, is named like the field: `phone`, `phoneContains`, or `PHONE` of an order. */
function mentions(value: InputValueDefinitionNode, fieldName: string, graph: Graph, visited: Set<string>): boolean {
  if (isNamedLike(value.name.value, fieldName)) return true
  const typeName = namedType(value.type)
  if (visited.has(typeName)) return false
  visited.add(typeName)
  const constant = fieldName.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  if (graph.enums.get(typeName)?.some((each) => each === constant || each.startsWith(`${constant}_`))) return true
  return (graph.inputs.get(typeName) ?? []).some((part) => mentions(part, fieldName, graph, visited))
}

const isNamedLike = (name: string, fieldName: string): boolean =>
  name === fieldName || name === `${fieldName}s` || (name.startsWith(fieldName) && /^[A-Z]/.test(name.slice(fieldName.length)))

const FIELD_SETS = ['key', 'requires', 'provides'] as const

/** Field sets that fetch a masked field for another purpose than to show it. */
function findFieldSets(document: DocumentNode, graph: Graph, masked: ReadonlySet<string>): readonly Problem[] {
  return fieldedTypes(document).flatMap((type) => {
    const onType = directivesOf(type, 'key').map((directive) => ({ directive, root: type.name.value }))
    const onFields = (type.fields ?? []).flatMap((field) =>
      FIELD_SETS.flatMap((name) => directivesOf(field, name)).map((directive) => ({
        directive,
        root: directive.name.value === 'provides' ? namedType(field.type) : type.name.value,
      })),
    )
    return [...onType, ...onFields].flatMap(({ directive, root }) =>
      [...coordinatesOf(directive, root, graph)]
        .filter((each) => masked.has(each))
        .map((each) => ({ coordinate: each, message: `@${directive.name.value} uses ${each}, which is masked`, at: directive })),
    )
  })
}

function coordinatesOf(directive: ConstDirectiveNode, root: string, graph: Graph): ReadonlySet<string> {
  const found = new Set<string>()
  const walk = ({ selections }: SelectionSetNode, typeName: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue // not allowed in a field set
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName)
      else {
        found.add(`${typeName}.${selection.name.value}`)
        const field = graph.fields.get(typeName)?.find(({ name }) => name.value === selection.name.value)
        if (field !== undefined && selection.selectionSet !== undefined) walk(selection.selectionSet, namedType(field.type))
      }
    }
  }
  const [operation] = parse(`{ ${String(argumentOf(directive, 'fields'))} }`, { noLocation: true }).definitions
  if (operation?.kind === Kind.OPERATION_DEFINITION) walk(operation.selectionSet, root)
  return found
}

const typeOf = (coordinate: string) => coordinate.slice(0, coordinate.indexOf('.'))
const fieldOf = (coordinate: string) => coordinate.slice(coordinate.indexOf('.') + 1)
