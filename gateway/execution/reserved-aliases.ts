import { type ASTVisitor, GraphQLError, isAbstractType, type ValidationContext } from 'graphql'
import type { FetchedFields } from './fetched-fields.ts'

/**
 * Refuses aliases under which the gateway itself reads: those that begin with two underscores (GraphQL specification 4: `__typename:
 * name` would let a caller's own text decide which type an object is of), and names of fields that the planner fetches on its own.
 * It merges those into the selections of the client by their names, so `id: name` would send a name as the key, and
 * `assignedWorkerIds: name` as a fact that another subgraph decides by.
 */
export function reservedAliases(fetched: FetchedFields): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Field({ alias, name }) {
      if (alias === undefined || alias.value === name.value) return
      const parent = context.getParentType()
      const types =
        parent && isAbstractType(parent) ? [parent, ...context.getSchema().getPossibleTypes(parent)] : parent ? [parent] : []
      const isFetched = types.some((type) => fetched.get(type.name)?.has(alias.value))
      if (!alias.value.startsWith('__') && !isFetched) return
      context.reportError(new GraphQLError(`The alias "${alias.value}" is reserved; choose another one.`, { nodes: alias }))
    },
  })
}
