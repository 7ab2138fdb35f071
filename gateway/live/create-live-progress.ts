import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { GatewayConfig } from '../config.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import { createChangePoller } from './change-poller.ts'
import { readLiveDocuments } from './live-documents.ts'
import { createLiveQuery, type LiveQuery } from './live-query.ts'
import { createLiveStreams, type LiveStreams } from './live-streams.ts'

/** What the live stages share: the open streams of this process, and the query behind them. */
export interface LiveProgress {
  readonly streams: LiveStreams
  readonly query: LiveQuery
}

export interface LiveProgressOptions {
  readonly schema: GraphQLSchema
  /** The stages of an ordinary operation. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
  readonly config: Pick<GatewayConfig, 'live' | 'deadlineMs'>
  readonly log: Logger
  readonly nowMs: () => number
}

/** Null when the graph has no timelines to stream. */
export function createLiveProgress({ schema, execute, config, log, nowMs }: LiveProgressOptions): LiveProgress | null {
  const documents = readLiveDocuments(schema)
  if (documents === null) return null
  const { pollMs, idleMs } = config.live
  const query = createLiveQuery({ documents, execute, deadlineMs: config.deadlineMs })
  const poller = createChangePoller({ query, pollMs, log })
  return { streams: createLiveStreams({ poller, idleMs, log, nowMs }), query }
}
