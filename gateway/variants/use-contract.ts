import type { GraphQLError, GraphQLSchema } from 'graphql'
import { ERRORS, isErrorCode } from '../../contracts/wire/errors.ts'
import type { Variant } from '../../policies/index.ts'
import { createBoundedCache } from '../execution/bounded-cache.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import { fieldError } from '../execution/field-error.ts'
import { MESSAGES } from '../execution/subgraph-errors.ts'
import type { Stage } from '../pipeline.ts'
import { createDocumentPreparer, type PreparedDocument } from './prepare-document.ts'
import { shapeAnswer } from './shape-answer.ts'

/** Characters of source text whose prepared documents are kept. */
const MAX_CACHED_CHARACTERS = 1_000_000

export interface ContractOptions {
  readonly variant: Variant
  /** Schema of the variant. */
  readonly schema: GraphQLSchema
  /** Schema of the engine. */
  readonly full: GraphQLSchema
}

/**
 * Stands around the engine, which knows the full graph, and lets nothing through that the variant does not have: introspection
 * is answered from the variant's schema, values and types that are hidden become null with OUTSIDE_CONTRACT, and a partner reads
 * of a fault in the gateway's words only, because those of a subgraph are written for callers who see all of it.
 */
export function useContract({ variant, schema, full }: ContractOptions): Stage<Operation, OperationResult> {
  const prepare = createDocumentPreparer(full, schema)
  const documents = createBoundedCache<PreparedDocument>(MAX_CACHED_CHARACTERS)
  const isPartner = variant !== 'internal'

  return {
    name: 'contract',
    async run(operation, next) {
      const planKey = `${variant} ${operation.planKey}`
      const weight = operation.definition.loc?.source.body.length ?? MAX_CACHED_CHARACTERS // unknown is not kept for long
      const prepared = documents.getOrCreate(planKey, weight, () => prepare(operation.document))
      const { data, errors = [], ...rest } = await next(preparedOperation(operation, prepared, planKey))
      const told = isPartner ? errors.map(inOurWords) : errors
      if (!prepared.needsShaping || !data)
        return { ...rest, ...(data !== undefined && { data }), ...(told.length > 0 && { errors: told }) }
      const shaped = shapeAnswer(schema, operation, data)
      const all = [...told, ...shaped.outside.map(outsideContract)]
      return { ...rest, data: shaped.data, ...(all.length > 0 && { errors: all }) }
    },
  }
}

/** The plan belongs to the prepared document: the key must not name the other one (governance 0.7). */
function preparedOperation(operation: Operation, { document }: PreparedDocument, planKey: string): Operation {
  const definition = document.definitions.find(
    (node) => node.kind === 'OperationDefinition' && node.name?.value === operation.definition.name?.value,
  )
  if (definition?.kind !== 'OperationDefinition') throw new Error('a prepared document keeps its operation')
  return { ...operation, document, definition, planKey }
}

function inOurWords(error: GraphQLError): GraphQLError {
  const { code } = error.extensions
  if (!isErrorCode(code)) return error // masked as a whole by the outermost stage, and logged there
  return fieldError(code, Object.hasOwn(MESSAGES, code) ? MESSAGES[code as keyof typeof MESSAGES] : ERRORS[code].help, error.path)
}

const outsideContract = (path: readonly (string | number)[]) =>
  fieldError('OUTSIDE_CONTRACT', 'The value is outside of your contract.', path)
