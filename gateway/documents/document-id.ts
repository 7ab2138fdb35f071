import { appError } from '../../contracts/wire/errors.ts'
import type { RequestParameters } from '../context.ts'
import { isRecord } from '../is-record.ts'

/** Prefix of GraphQL over HTTP (appendix on persisted documents) for an id that is a SHA-256. */
const SHA256_PREFIX = 'sha256:'

/**
 * Id of the document that a request asks for, in any of the forms that clients use: `extensions.persistedQuery.sha256Hash`
 * (Apollo), `documentId` (GraphQL over HTTP, Relay), `id`. Null when it names none.
 *
 * @throws BAD_REQUEST when it is no text, or when two forms differ.
 */
export function readDocumentId({ id, documentId, extensions }: RequestParameters): string | null {
  const named = [id, documentId, readPersistedQuery(extensions)].filter((value) => value !== undefined && value !== null)
  const [first, ...others] = named.map(readId)
  if (first === undefined) return null
  if (others.some((other) => other !== first)) throw appError('BAD_REQUEST', 'The request names two documents.')
  return first
}

/** What a request asks for once its document is found: the text, and nothing that names a document any more. */
export function withDocument(parameters: RequestParameters, text: string): RequestParameters {
  const { id, documentId, extensions, ...rest } = parameters
  if (!isRecord(extensions)) return { ...rest, query: text }
  const { persistedQuery, ...others } = extensions
  return { ...rest, extensions: others, query: text }
}

function readId(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw appError('BAD_REQUEST', 'The id of a document must be a text.')
  return value.startsWith(SHA256_PREFIX) ? value.slice(SHA256_PREFIX.length) : value
}

function readPersistedQuery(extensions: unknown): unknown {
  if (!isRecord(extensions) || !Object.hasOwn(extensions, 'persistedQuery')) return null
  const { persistedQuery } = extensions
  if (persistedQuery === null) return null
  if (isRecord(persistedQuery) && persistedQuery.version === 1 && typeof persistedQuery.sha256Hash === 'string') {
    return persistedQuery.sha256Hash
  }
  throw appError('BAD_REQUEST', '`persistedQuery` must have `version` 1 and a `sha256Hash`.')
}
