import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway'
import { type DocumentNode, GraphQLError, print } from 'graphql'
import type { Logger } from 'pino'
import { disableVendorTelemetry } from '../config.ts'
import { apolloLogger } from './apollo-logger.ts'
import type { ExecutionEngine, Operation, OperationResult } from './executor.ts'

export interface ApolloEngineOptions {
  readonly supergraph: DocumentNode
  /** Makes the data source of one subgraph; the engine closes it. */
  readonly createDataSource: (subgraph: {
    readonly name: string
    readonly url: string
  }) => GraphQLDataSource & { close(): Promise<void> }
  readonly log: Logger
}

/**
 * Plans and runs operations with @apollo/gateway: it validates the supergraph, derives the API schema and keeps the plans.
 *
 * @throws when the supergraph is not a valid one, or links a feature `for: SECURITY` that nobody enforces.
 */
export async function createApolloEngine({ supergraph, createDataSource, log }: ApolloEngineOptions): Promise<ExecutionEngine> {
  disableVendorTelemetry()
  const dataSources: { close(): Promise<void> }[] = []
  const gateway = new ApolloGateway({
    supergraphSdl: print(supergraph),
    validateSupergraph: true, // its default is off in production
    __exposeQueryPlanExperimental: false, // its default is on outside production, for anybody who sends a header
    logger: apolloLogger(log),
    buildService: ({ name, url = '' }) => {
      const dataSource = createDataSource({ name, url })
      dataSources.push(dataSource)
      return dataSource
    },
  })
  const { schema, executor } = await gateway.load()

  return {
    schema,
    async execute(operation) {
      return readResult(await executor(requestContextOf(operation, apolloLogger(log))))
    },
    async close() {
      await gateway.stop()
      await Promise.all(dataSources.map((dataSource) => dataSource.close()))
    },
  }
}

type ApolloRequest = Parameters<ApolloGateway['executor']>[0]
type ApolloResult = Awaited<ReturnType<ApolloGateway['executor']>>

function requestContextOf(operation: Operation, logger: ReturnType<typeof apolloLogger>): ApolloRequest {
  const { document, definition, operationName, variables, planKey } = operation
  const used = {
    request: { operationName, variables },
    document,
    operation: definition,
    operationName: definition.name?.value ?? null,
    queryHash: planKey, // the key of the plan cache: it must name this document, not the client's (governance 0.7)
    context: { operation },
    metrics: {},
    logger,
  }
  return used as unknown as ApolloRequest // the executor reads these fields; the others serve vendor data sources
}

/** Values that broke the schema are reported in an extension of the vendor while `data` has a silent null: they are errors. */
function readResult({ data, errors, extensions }: ApolloResult): OperationResult {
  const completion: unknown = extensions?.valueCompletion
  const broken = Array.isArray(completion) ? completion.filter((error) => error instanceof GraphQLError) : []
  const all = [...(errors ?? []), ...broken].map((error) =>
    error instanceof GraphQLError ? error : new GraphQLError(String(error)),
  )
  return { ...(data !== undefined && { data }), ...(all.length > 0 && { errors: all }) }
}
