import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/** Refuses an operation of a kind that the graph does not have: graphql-js finds that out when it executes, and we plan first. */
export function servedOperations(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return
      context.reportError(new GraphQLError(`The graph has no ${node.operation} operations.`, { nodes: node }))
    },
  }
}
