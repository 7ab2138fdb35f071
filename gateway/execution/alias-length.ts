import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/** Longer than any that a person or a tool writes. */
const MAX_ALIAS_LENGTH = 200

/**
 * Refuses long aliases. An alias comes back with every row of the answer and in the path of every error below it, so that one of
 * half a megabyte makes a small request a large answer. Other names are those of the schema.
 */
export function aliasLength(context: ValidationContext): ASTVisitor {
  return {
    Field({ alias }) {
      if (alias === undefined || alias.value.length <= MAX_ALIAS_LENGTH) return
      context.reportError(new GraphQLError(`An alias may have at most ${MAX_ALIAS_LENGTH} characters.`, { nodes: alias }))
    },
  }
}
