import { type ApolloServer, HeaderMap } from '@apollo/server'
import type { Answer, Exchange } from '../context.ts'
import { toSearch } from '../http/use-request-parameters.ts'
import { pipeline, type Stage } from '../pipeline.ts'
import type { Operation, OperationResult } from './executor.ts'
import type { GraphqlContext } from './graphql-server.ts'

export interface ParseAndValidateOptions {
  readonly server: ApolloServer<GraphqlContext>
  /** What happens to a valid operation. */
  readonly stages: readonly Stage<Operation, OperationResult>[]
}

/**
 * Lets @apollo/server parse and validate the document, sends the operation through `stages` and gives the result the form of
 * GraphQL over HTTP.
 */
export function useParseAndValidate({ server, stages }: ParseAndValidateOptions): Stage<Exchange, Answer> {
  const execute = pipeline(stages)
  return {
    name: 'parse and validate',
    async run(exchange) {
      const { method, parameters, headers } = exchange
      const asked = method === 'POST' ? { body: parameters, search: '' } : { body: undefined, search: toSearch(parameters) }
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers: toHeaderMap(headers), ...asked },
        context: async () => ({ exchange, execute }),
      })
      if (response.body.kind !== 'complete') throw new Error('incremental delivery is not served')
      const answered = Object.fromEntries(response.headers)
      return { status: response.status ?? 200, headers: { 'cache-control': 'no-store', ...answered }, body: response.body.string }
    },
  }
}

function toHeaderMap(headers: Exchange['headers']): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  return map
}
