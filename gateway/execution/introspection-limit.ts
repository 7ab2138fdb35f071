import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/** More than any tool asks for in one document. */
const MAX_INTROSPECTION_FIELDS = 5

/**
 * Refuses documents that introspect again and again under aliases. An answer of `__schema` is as large as the schema and made on
 * the event loop, so a short document with hundreds of them would stop every other client.
 */
export function introspectionLimit(context: ValidationContext): ASTVisitor {
  let count = 0
  return {
    Field(field) {
      if (field.name.value !== '__schema' && field.name.value !== '__type') return
      count += 1
      if (count !== MAX_INTROSPECTION_FIELDS + 1) return
      const message = `A document may have at most ${MAX_INTROSPECTION_FIELDS} introspection fields.`
      context.reportError(new GraphQLError(message, { nodes: field }))
    },
  }
}
