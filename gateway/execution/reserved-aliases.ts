import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/**
 * Refuses aliases that begin with two underscores. The names are reserved for introspection (GraphQL specification 4), and the
 * gateway decides by `__typename` which type an object is of: `__typename: name` would let a caller's own text decide.
 */
export function reservedAliases(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias, name }) {
      if (alias === undefined || !alias.value.startsWith('__') || alias.value === name.value) return
      context.reportError(new GraphQLError(`The alias "${alias.value}" begins with "__", which is reserved.`, { nodes: alias }))
    },
  }
}
