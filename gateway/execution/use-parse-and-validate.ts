import { HeaderMap } from '@apollo/server'
import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import { refusal } from '../http/answer.ts'
import type { Stage } from '../pipeline.ts'
import { type Graph, viewOf } from '../variants/graph.ts'

export interface ParseAndValidateOptions {
  /** The graph of now; a request stays on the one that it began with. */
  readonly graph: () => Graph
  readonly bodyLimitBytes: number
}

/**
 * Takes the view of the caller's variant, reads the body, lets @apollo/server parse and validate the document against the schema
 * of the view, sends the operation through its stages and gives the result the form of GraphQL over HTTP. A closed variant is
 * refused before anything is read: every document gets the same answer.
 *
 * @throws VARIANT_CLOSED, PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
export function useParseAndValidate({ graph, bodyLimitBytes }: ParseAndValidateOptions): Stage<Exchange, Answer> {
  return {
    name: 'parse and validate',
    async run(exchange) {
      const view = viewOf(graph(), exchange.principal)
      if (view === undefined) throw refusal('VARIANT_CLOSED', 'Nothing of the graph is open to callers of this kind.')
      const { server, execute } = view
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
