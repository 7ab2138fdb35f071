import { HeaderMap } from '@apollo/server'
import type { Answer, Exchange } from '../context.ts'
import { refusal } from '../http/answer.ts'
import { toSearch } from '../http/use-request-parameters.ts'
import type { Stage } from '../pipeline.ts'
import { type Graph, viewOf } from '../variants/graph.ts'

export interface ParseAndValidateOptions {
  /** The graph of now; a request stays on the one that it began with. */
  readonly graph: () => Graph
}

/**
 * Takes the view of the caller's variant, lets @apollo/server parse and validate the document against the schema of the view,
 * sends the operation through its stages and gives the result the form of GraphQL over HTTP. A closed variant is refused whatever
 * is asked: every document gets the same answer.
 *
 * @throws VARIANT_CLOSED
 */
export function useParseAndValidate({ graph }: ParseAndValidateOptions): Stage<Exchange, Answer> {
  return {
    name: 'parse and validate',
    async run(exchange) {
      const view = viewOf(graph(), exchange.principal)
      if (view === undefined) throw refusal('VARIANT_CLOSED', 'Nothing of the graph is open to callers of this kind.')
      const { server, execute } = view
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
