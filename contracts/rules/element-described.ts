import {
  type ASTNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  Kind,
} from 'graphql'
import { directivesOf, isDescribed } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/**
 * The schema is the documentation that callers see: every type, field, argument, input field and enum value says what it is.
 * Composition merges descriptions, so one subgraph that describes an entity does so for those that only refer to it.
 */
export const elementDescribed: Rule = {
  id: 'element-described',
  severity: 'error',
  help: 'Describe it in one sentence: meaning, unit, and why it may be null.',
  check: ({ files }) => {
    const elements = files.flatMap(({ document }) => document.definitions).flatMap(elementsOf)
    const described = new Set(elements.filter(({ node }) => isDescribed(node)).map(({ coordinate }) => coordinate))
    return elements
      .filter(({ coordinate }) => !described.has(coordinate))
      .map(({ coordinate, node }) => ({ coordinate, message: `${coordinate} has no description`, at: node }))
  },
}

interface Element {
  readonly coordinate: string
  readonly node: ASTNode
}

function elementsOf(definition: DefinitionNode): readonly Element[] {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) {
    const coordinate = `@${definition.name.value}`
    return [{ coordinate, node: definition }, ...argumentsOf(coordinate, definition.arguments)]
  }
  if (!('name' in definition) || definition.name === undefined) return []
  const coordinate = definition.name.value
  // An extension cannot carry a description; the definition that it extends does.
  const itself = isTypeDefinitionNode(definition) ? [{ coordinate, node: definition }] : []
  return [...itself, ...membersOf(coordinate, definition)]
}

function membersOf(typeName: string, definition: DefinitionNode): readonly Element[] {
  const values = 'values' in definition ? (definition.values ?? []) : []
  const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =
    'fields' in definition ? (definition.fields ?? []) : []
  return [...values, ...fields]
    .filter((node) => directivesOf(node, 'external').length === 0)
    .flatMap((node) => {
      const coordinate = `${typeName}.${node.name.value}`
      return [{ coordinate, node }, ...('arguments' in node ? argumentsOf(coordinate, node.arguments) : [])]
    })
}

function argumentsOf(owner: string, nodes: readonly InputValueDefinitionNode[] = []): readonly Element[] {
  return nodes.map((node) => ({ coordinate: `${owner}(${node.name.value}:)`, node }))
}
