import { GraphQLError, type GraphQLSchema, Kind, parse, Source, validate } from 'graphql'
import type { TrustedDocument } from '../documents.ts'
import type { Problem, Rule } from './rule.ts'

/** A change of the schema must not break an operation that a client has registered. */
export const documentValid: Rule = {
  id: 'document-valid',
  severity: 'error',
  help: 'Keep what the document asks for, or change the document together with its client.',
  check: ({ composition, documents }) =>
    composition.ok ? documents.flatMap((document) => faultsOf(document, composition.apiSchema)) : [],
}

function faultsOf(document: TrustedDocument, schema: GraphQLSchema): readonly Problem[] {
  const coordinate = `${document.client}/${document.name}`
  return errorsOf(document, schema).map((error) => {
    const [location] = error.locations ?? []
    const at = { file: document.path, line: location?.line ?? null, column: location?.column ?? null }
    return { coordinate, message: error.message, at }
  })
}

function errorsOf({ path, text, name }: TrustedDocument, schema: GraphQLSchema): readonly GraphQLError[] {
  try {
    const parsed = parse(new Source(text, path))
    const operations = parsed.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    if (operations.length !== 1 || operations[0]?.name?.value !== name) {
      return [new GraphQLError(`the document must hold exactly one operation, named ${name} like its file`)]
    }
    return validate(schema, parsed)
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}
