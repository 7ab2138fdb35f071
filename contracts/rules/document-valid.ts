import { GraphQLError, type GraphQLSchema, Kind, parse, Source, validate } from 'graphql'
import type { Variant } from '../../policies/index.ts'
import type { TrustedDocument } from '../documents.ts'
import { GOVERNANCE_FILE } from '../read-contracts.ts'
import type { Problem, Rule } from './rule.ts'

/**
 * A change of the schema must not break an operation that a client has registered. What a client can ask for is its variant: a
 * document that fits the whole graph and not the contract of a partner would be registered, and refused when it is sent.
 */
export const documentValid: Rule = {
  id: 'document-valid',
  severity: 'error',
  help: 'Keep what the document asks for, or change the document together with its client; declare its folder under `documents`.',
  check: ({ documents, variants, documentVariants }) => {
    // Nothing is built when the composition or the configuration has faults, which are told by themselves.
    if (variants.size === 0) return []
    return documents.flatMap((document) => {
      const name = documentVariants.get(document.client)
      const schema = name === undefined ? undefined : variants.get(name)?.schema
      if (name === undefined) return [undeclared(document)]
      return schema == null ? [closed(document, name)] : faultsOf(document, schema)
    })
  },
}

const undeclared = ({ client, name, path }: TrustedDocument): Problem => ({
  coordinate: `${client}/${name}`,
  message: `${GOVERNANCE_FILE} does not say which variant the documents of ${client} are written against`,
  at: { file: path, line: null, column: null },
})

const closed = ({ client, name, path }: TrustedDocument, variant: Variant): Problem => ({
  coordinate: `${client}/${name}`,
  message: `nothing is visible in the variant ${variant} of ${client}`,
  at: { file: path, line: null, column: null },
})

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
