import { type ApolloServer, HeaderMap } from '@apollo/server'
import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import { pipeline, type Stage } from '../pipeline.ts'
import type { Operation, OperationResult } from './executor.ts'
import type { GraphqlContext } from './graphql-server.ts'

export interface ParseAndValidateOptions {
  readonly server: ApolloServer<GraphqlContext>
  readonly bodyLimitBytes: number
  /** What happens to a valid operation. */
  readonly stages: readonly Stage<Operation, OperationResult>[]
}

/**
 * Reads the body, lets @apollo/server parse and validate the document, sends the operation through `stages` and gives the
 * result the form of GraphQL over HTTP.
 *
 * @throws PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
export function useParseAndValidate({ server, bodyLimitBytes, stages }: ParseAndValidateOptions): Stage<Exchange, Answer> {
  const execute = pipeline(stages)
  return {
    name: 'parse and validate',
    async run(exchange) {
      const { method, search, headers } = exchange
      const body = method === 'POST' ? parseJson(await exchange.readBody(bodyLimitBytes)) : undefined
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, search, headers: toHeaderMap(headers), body },
        context: async () => ({ exchange, execute }),
      })
      if (response.body.kind !== 'complete') throw new Error('incremental delivery is not served')
      const answered = Object.fromEntries(response.headers)
      return { status: response.status ?? 200, headers: { 'cache-control': 'no-store', ...answered }, body: response.body.string }
    },
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw appError('BAD_REQUEST', 'The body is not JSON in UTF-8.')
  }
}

function toHeaderMap(headers: Exchange['headers']): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  return map
}
