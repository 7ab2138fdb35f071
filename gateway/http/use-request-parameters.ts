import { appError } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange, RequestParameters } from '../context.ts'
import { isRecord } from '../is-record.ts'
import type { Stage } from '../pipeline.ts'

/** Parameters of a GET, and whether their value is JSON (GraphQL over HTTP, section 5.3). */
const SEARCH_PARAMETERS = {
  query: 'text',
  operationName: 'text',
  variables: 'JSON',
  extensions: 'JSON',
  documentId: 'text',
  id: 'text',
} as const satisfies Record<string, 'text' | 'JSON'>

/**
 * Reads what a request asks for, from its body or its address. Only the form is checked here: what the values may be is for the
 * stages that use them.
 *
 * @throws PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
export function useRequestParameters(bodyLimitBytes: number): Stage<Exchange, Answer> {
  return {
    name: 'request parameters',
    async run(exchange, next) {
      const isPost = exchange.method === 'POST'
      const parameters = isPost ? parseBody(await exchange.readBody(bodyLimitBytes)) : parseSearch(exchange.search)
      return next({ ...exchange, parameters })
    },
  }
}

/** Parameters in the form of an address, with its question mark. */
export function toSearch(parameters: RequestParameters): string {
  const pairs = Object.entries(SEARCH_PARAMETERS).flatMap(([name, form]): [string, string][] => {
    const value = parameters[name]
    if (value === undefined || value === null) return []
    return [[name, form === 'JSON' ? JSON.stringify(value) : String(value)]]
  })
  return `?${new URLSearchParams(pairs)}`
}

function parseBody(bytes: Uint8Array): RequestParameters {
  const body = parseJson(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'The body is not JSON in UTF-8.')
  if (isRecord(body)) return body
  throw appError('BAD_REQUEST', 'The body must be one JSON object; batches are not served.')
}

function parseSearch(search: string): RequestParameters {
  const given = new URLSearchParams(search)
  const pairs = Object.entries(SEARCH_PARAMETERS).flatMap(([name, form]): [string, unknown][] => {
    const [value, ...others] = given.getAll(name)
    if (value === undefined) return []
    if (others.length > 0) throw appError('BAD_REQUEST', `The parameter "${name}" may be given once.`)
    return [[name, form === 'text' ? value : parseObject(name, value)]]
  })
  return Object.fromEntries(pairs)
}

function parseObject(name: string, text: string): unknown {
  const message = `The parameter "${name}" must be a JSON object.`
  const value = parseJson(() => text, message)
  if (value === null || isRecord(value)) return value
  throw appError('BAD_REQUEST', message)
}

function parseJson(text: () => string, message: string): unknown {
  try {
    return JSON.parse(text())
  } catch {
    throw appError('BAD_REQUEST', message)
  }
}
