import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { ERRORS, type ErrorCode, isErrorCode } from '../../contracts/wire/errors.ts'
import type { Exchange } from '../context.ts'
import { boundedMessage } from '../http/bounded-message.ts'
import { PREFLIGHT_HEADERS } from '../http/use-media-types.ts'
import { aliasLength } from './alias-length.ts'
import { apolloLogger } from './apollo-logger.ts'
import type { Operation, OperationResult } from './executor.ts'
import type { FetchedFields } from './fetched-fields.ts'
import { introspectionLimit } from './introspection-limit.ts'
import { reservedAliases } from './reserved-aliases.ts'
import { servedOperations } from './served-operations.ts'
import { MESSAGES } from './subgraph-errors.ts'

/** A document with more tokens is refused by the parser; the default of the field. */
export const MAX_TOKENS = 15_000

/** Selections of a document after its fragments are expanded: doubling fragments stop here instead of in the planner. */
const MAX_SELECTIONS = 1_000

/** What one GraphQL request carries through @apollo/server. */
export interface GraphqlContext {
  readonly exchange: Exchange
  /** Goes on with the pipeline once the document is parsed and valid. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
}

export interface GraphqlServerOptions {
  readonly schema: GraphQLSchema
  /** Whether clients may read the schema. It does not reflect what a caller is allowed to see. */
  readonly introspection: boolean
  /** Partners get no suggestions: a near miss is a way to ask for names. */
  readonly isPartner: boolean
  /** What the planner fetches on its own. */
  readonly fetchedFields: FetchedFields
  readonly log: Logger
}

/**
 * Starts @apollo/server as parser, validator and speaker of GraphQL over HTTP, and nothing else: no landing page, no reports to
 * the vendor, no persisted queries, no batches, no stack traces. Valid operations go on through the pipeline of the context.
 */
export async function startGraphqlServer({
  schema,
  introspection,
  isPartner,
  fetchedFields,
  log,
}: GraphqlServerOptions): Promise<ApolloServer<GraphqlContext>> {
  const server = new ApolloServer<GraphqlContext>({
    gateway: gatewayOver(schema),
    introspection,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    csrfPrevention: { requestHeaders: [...PREFLIGHT_HEADERS] },
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: MAX_SELECTIONS,
    validationOptions: { hideSuggestions: isPartner },
    validationRules: [aliasLength, introspectionLimit, reservedAliases(fetchedFields), servedOperations],
    formatError: (formatted, error) => presentRequestError(formatted, error, log),
    logger: apolloLogger(log),
    plugins: [
      recordOperation,
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  })
  await server.start()
  return server
}

type GatewayInterface = ApolloServerOptionsWithGateway<GraphqlContext>['gateway']
type GatewayExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>
type GatewayRequest = Parameters<GatewayExecutor>[0] & { readonly context: GraphqlContext }
type GatewayResult = Awaited<ReturnType<GatewayExecutor>>

/** The seam of @apollo/server for a gateway: the schema is given, and executing means going on with the pipeline. */
function gatewayOver(schema: GraphQLSchema): GatewayInterface {
  let announce: Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0] = () => undefined
  return {
    onSchemaLoadOrUpdate(callback) {
      announce = callback
      return () => undefined
    },
    async load() {
      announce({ apiSchema: schema, coreSupergraphSdl: '' })
      return { executor: (request) => execute(request as GatewayRequest) } // the context is the one of this server
    },
    stop: async () => undefined,
  }
}

async function execute(request: GatewayRequest): Promise<GatewayResult> {
  const { document, queryHash, context } = request
  const definition: GatewayRequest['operation'] | undefined = request.operation // absent when the document does not decide it
  const { operationName, variables = {} } = request.request
  if (definition === undefined) {
    const message = operationName
      ? `The document has no operation "${operationName}".`
      : 'Name the operation to run in `operationName`.'
    return { errors: [new GraphQLError(message)] } // @apollo/server gives it its code
  }
  const { exchange } = context
  return context.execute({ exchange, document, definition, operationName, variables, planKey: queryHash, obligations: [] })
}

const recordOperation: ApolloServerPlugin<GraphqlContext> = {
  async requestDidStart({ contextValue }) {
    const { record } = contextValue.exchange
    return {
      async didResolveOperation({ operation, operationName }) {
        record.operationName = operationName
        record.operationType = operation?.operation ?? null
      },
      async didEncounterErrors({ errors }) {
        for (const { extensions } of errors) if (isErrorCode(extensions.code)) record.errorCodes.add(extensions.code)
      },
    }
  },
}

/** Codes for what @apollo/server says with a status alone. */
const CODE_OF_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [405, 'METHOD_NOT_ALLOWED'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
])

/** Errors about the request itself speak for themselves; results were masked before, so anything uncoded here is unexpected. */
function presentRequestError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const status = error instanceof GraphQLError ? statusOf(error) : undefined
  const code = CODE_OF_STATUS.get(status ?? 0) ?? formatted.extensions?.code
  if (isErrorCode(code)) {
    const { locations, path, extensions } = formatted
    // A document that exhausts the parser fails with a message of the runtime, which is not the caller's business.
    const isRuntimeMessage = code === 'GRAPHQL_PARSE_FAILED' && !formatted.message.startsWith('Syntax Error')
    const message = isRuntimeMessage ? ERRORS.GRAPHQL_PARSE_FAILED.help : boundedMessage(formatted.message)
    const shown = { ...extensions, code, retryable: ERRORS[code].retryable }
    return { message, ...(locations && { locations }), ...(path && { path }), extensions: shown }
  }
  log.error({ err: error }, 'unexpected error masked')
  const { retryable } = ERRORS.INTERNAL_SERVER_ERROR
  return { message: MESSAGES.INTERNAL_SERVER_ERROR, extensions: { code: 'INTERNAL_SERVER_ERROR', retryable } }
}

function statusOf({ extensions, originalError }: GraphQLError): number | undefined {
  const http = extensions.http ?? (originalError instanceof GraphQLError ? originalError.extensions.http : undefined)
  return typeof http === 'object' && http !== null && 'status' in http && typeof http.status === 'number'
    ? http.status
    : undefined
}
