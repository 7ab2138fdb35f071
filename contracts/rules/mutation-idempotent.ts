import { type DefinitionNode, type FieldDefinitionNode, type InputObjectTypeDefinitionNode, Kind, print } from 'graphql'
import { namedType, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A caller that lost the answer must be able to send a mutation again without a second effect. */
export const mutationIdempotent: Rule = {
  id: 'mutation-idempotent',
  severity: 'error',
  help: 'Take one argument `input` of a non-null input type that has `idempotencyKey: String!`.',
  check: ({ files, subgraphs }) => {
    const inputs = subgraphs.flatMap(({ document }) => document.definitions).filter(isInputType)
    return files.flatMap(({ document }) =>
      outputFields(document)
        .filter(({ type, field }) => type.name.value === 'Mutation' && !hasIdempotencyKey(field, inputs))
        .map(({ coordinate, field }) => ({
          coordinate,
          message: `${coordinate} has no required idempotencyKey in its input`,
          at: field,
        })),
    )
  },
}

function hasIdempotencyKey(field: FieldDefinitionNode, inputs: readonly InputObjectTypeDefinitionNode[]): boolean {
  const input = field.arguments?.find(({ name }) => name.value === 'input')
  if (input === undefined || input.type.kind !== Kind.NON_NULL_TYPE) return false
  const definition = inputs.find(({ name }) => name.value === namedType(input.type))
  const key = definition?.fields?.find(({ name }) => name.value === 'idempotencyKey')
  return key !== undefined && print(key.type) === 'String!'
}

function isInputType(node: DefinitionNode): node is InputObjectTypeDefinitionNode {
  return node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
}
