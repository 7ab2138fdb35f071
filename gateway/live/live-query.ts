import type { Exchange } from '../context.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import type { LiveDocumentName, LiveDocuments } from './live-documents.ts'

/** Runs one of the documents on behalf of whoever sent the exchange. Never rejects. */
export type LiveQuery = (
  name: LiveDocumentName,
  variables: Readonly<Record<string, unknown>>,
  exchange: Exchange,
) => Promise<OperationResult>

export interface LiveQueryOptions {
  readonly documents: LiveDocuments
  /** The stages of an ordinary operation: a stream is authorised like the query, and again with every look. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
  /** Milliseconds that one look may take. A stream has no deadline, its looks have. */
  readonly deadlineMs: number
}

export function createLiveQuery({ documents, execute, deadlineMs }: LiveQueryOptions): LiveQuery {
  return async (name, variables, exchange) => {
    const look = new AbortController()
    const giveUp = () => look.abort(exchange.signal.reason)
    const timer = setTimeout(() => look.abort(new DOMException('The look took too long.', 'TimeoutError')), deadlineMs)
    // Not AbortSignal.any(): a stream lives for hours, and its signal would remember every look.
    exchange.signal.addEventListener('abort', giveUp, { once: true })
    if (exchange.signal.aborted) giveUp()
    Object.assign(exchange.record, { operationName: name, operationType: 'query' })
    try {
      const operation = { ...documents[name], operationName: name, variables, obligations: [] }
      return await execute({ ...operation, exchange: { ...exchange, signal: look.signal } })
    } finally {
      clearTimeout(timer)
      exchange.signal.removeEventListener('abort', giveUp)
    }
  }
}
