import type { Logger } from 'pino'
import { appError, ERRORS } from '../../contracts/wire/errors.ts'
import { type Variant, variantOf } from '../../policies/index.ts'
import type { Answer, Exchange } from '../context.ts'
import { createBoundedCache } from '../execution/bounded-cache.ts'
import { MAX_TOKENS } from '../execution/graphql-server.ts'
import { refusal } from '../http/answer.ts'
import { revalidatedAnswer } from '../http/revalidated-answer.ts'
import type { Stage } from '../pipeline.ts'
import { readDocumentId, withDocument } from './document-id.ts'
import { type ReadDocument, readDocument } from './read-document.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** Characters of texts whose digests are remembered. */
const MAX_CACHED_CHARACTERS = 1_000_000
/** Characters of an id that the log keeps. */
const MAX_LOGGED_ID = 100

export interface TrustedDocumentOptions {
  /** The documents of now; another object after a reload. A request sees one of them from beginning to end. */
  readonly documents: () => TrustedDocuments
  /** Whether callers of a variant may read its schema: documents that ask for nothing else need not be registered then. */
  readonly mayIntrospect: (variant: Variant) => boolean
  readonly log: Logger
}

/**
 * Puts the registered text in the place of an id, and turns away texts that the level of the caller does not let pass
 * (governance 2.4). Runs after authentication, because the verified client decides whose documents are meant, and before the
 * parser, so that a refused text costs as little as can be. A text that is registered runs as it was registered: what was
 * reviewed, not what only looks like it.
 *
 * @throws PERSISTED_QUERY_NOT_IN_LIST, PERSISTED_QUERY_ID_REQUIRED, QUERY_NOT_IN_SAFELIST, CANNOT_SEND_PQ_ID_AND_BODY, BAD_REQUEST
 * @see docs/adr/0020-trusted-documents.md
 */
export function useTrustedDocuments({ documents, mayIntrospect, log }: TrustedDocumentOptions): Stage<Exchange, Answer> {
  const texts = createBoundedCache<ReadDocument | null>(MAX_CACHED_CHARACTERS)
  const read = (text: string) => texts.getOrCreate(text, text.length, () => readDocument(text, MAX_TOKENS))

  return {
    name: 'trusted documents',
    async run(exchange, next) {
      const { method, parameters, principal, record, requestId } = exchange
      const trusted = documents()
      const caller = { clientId: principal?.clientId ?? null, variant: variantOf(principal) }
      const { query } = parameters
      const introspection = mayIntrospect(caller.variant)
      const id = readDocumentId(parameters)

      if (id !== null) {
        if (query !== undefined && query !== null && query !== '') {
          throw appError('CANNOT_SEND_PQ_ID_AND_BODY', 'The request has the id of a document and a text.')
        }
        const document = trusted.withId(caller, id)
        record.document = { id: id.slice(0, MAX_LOGGED_ID), isKnown: document !== undefined }
        if (document === undefined) throw notInList()
        const answer = await next({ ...exchange, parameters: withDocument(parameters, document.text) })
        return method === 'GET' ? revalidatedAnswer(exchange, answer) : answer
      }

      const level = trusted.levelOf(caller)
      if (level === 'off') return next(exchange)
      const isText = typeof query === 'string'
      if (level === 'id-only') {
        // Only what may be introspection is parsed: the others are refused whatever they say.
        if (introspection && isText && query.includes('__') && read(query)?.isIntrospection) return next(exchange)
        throw appError('PERSISTED_QUERY_ID_REQUIRED', 'This client sends ids of registered documents only.')
      }
      const found = isText ? read(query) : null
      const document = found === null ? undefined : trusted.withDigest(caller, found.digest)
      record.document = { id: document?.id ?? found?.digest ?? null, isKnown: document !== undefined }
      if (document !== undefined) return next({ ...exchange, parameters: withDocument(parameters, document.text) })
      if (introspection && found?.isIntrospection) return next(exchange)
      if (level === 'safelist') throw appError('QUERY_NOT_IN_SAFELIST', 'This document is not registered for this client.')
      log.warn(
        { requestId, clientId: caller.clientId, variant: caller.variant, digest: found?.digest ?? null },
        'unknown operation',
      )
      return next(exchange)
    },
  }
}

/** A cache must ask again: the document may be registered by then. */
const notInList = () =>
  refusal('PERSISTED_QUERY_NOT_IN_LIST', ERRORS.PERSISTED_QUERY_NOT_IN_LIST.help, {
    'cache-control': 'private, no-cache, must-revalidate',
  })
