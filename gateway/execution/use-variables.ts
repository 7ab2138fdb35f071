import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql'
import { ERRORS } from '../../contracts/wire/errors.ts'
import type { Stage } from '../pipeline.ts'
import type { Operation, OperationResult } from './executor.ts'

const MAX_ERRORS = 10

/**
 * Checks the variables against the operation that the client sent, before the field policies change it: what a caller is told
 * about a bad variable must not depend on which fields that caller may see.
 *
 * @throws BAD_USER_INPUT as HTTP 400, one error per fault.
 */
export function useVariables(schema: GraphQLSchema, isPartner: boolean): Stage<Operation, OperationResult> {
  return {
    name: 'variables',
    async run(operation, next) {
      const definitions = operation.definition.variableDefinitions ?? []
      const { errors } = getVariableValues(schema, definitions, operation.variables, {
        maxErrors: MAX_ERRORS,
        hideSuggestions: isPartner,
      })
      if (errors === undefined) return next(operation)
      const { status, retryable } = ERRORS.BAD_USER_INPUT
      const extensions = { code: 'BAD_USER_INPUT', retryable, http: { status } }
      return { errors: errors.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions })) }
    },
  }
}
