import { setMaxListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { appError, ERRORS, type ErrorCode } from '../../contracts/wire/errors.ts'
import type { Answer, Exchange } from '../context.ts'
import type { ChangePoller } from './change-poller.ts'
import { streamEvents } from './event-stream.ts'
import type { Feed, Look } from './feed.ts'
import { readLastEventId } from './last-event-id.ts'

export interface LiveStreams {
  /**
   * Answers with a stream of the feed. The first look is made before the head is sent, so that a refusal is a status.
   *
   * @throws BAD_EVENT_ID, SHUTTING_DOWN, and what the query is refused with.
   */
  open(feed: Feed, exchange: Exchange): Promise<Answer>
  /** Ends every stream with a notice; clients come back to another replica and resume. */
  stop(): void
}

export interface LiveStreamsOptions {
  readonly poller: ChangePoller
  readonly idleMs: number
  readonly log: Logger
  readonly nowMs: () => number
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // `no-transform` keeps intermediaries from compressing, which would hold events back in their buffers.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const

export function createLiveStreams({ poller, idleMs, log, nowMs }: LiveStreamsOptions): LiveStreams {
  const stop = new AbortController()
  setMaxListeners(0, stop.signal) // one for each open stream, taken away at its end; use-stream-limits.ts bounds them

  async function* logged(
    pieces: AsyncIterable<string>,
    { requestId, principal, record }: Exchange,
  ): AsyncGenerator<string, void> {
    const startedAt = performance.now()
    try {
      yield* pieces
    } catch (error) {
      log.error({ requestId, err: error }, 'stream failed')
      throw error
    } finally {
      const durationMs = Math.round(performance.now() - startedAt)
      const { fetches, sqlStatements } = record
      log.info({ requestId, subject: principal?.subject, durationMs, fetches, sqlStatements }, 'stream ended')
    }
  }

  return {
    async open(feed, exchange) {
      if (stop.signal.aborted) throw appError('SHUTTING_DOWN', ERRORS.SHUTTING_DOWN.help)
      const lastEventId = readLastEventId(exchange)
      const first = await feed.look(lastEventId, exchange)
      if (!first.ok) throw refusalOf(first)
      // Who resumes after the last event of what has ended would come back for ever; 204 tells it to stay away (WHATWG HTML, 9.2.3).
      const isOver = first.outcome !== null && first.events.length === 0 && lastEventId !== null
      if (isOver) return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' }
      const pieces = streamEvents({ exchange, feed, first, poller, idleMs, stopping: stop.signal, nowMs })
      return { status: 200, headers: HEADERS, body: logged(pieces, exchange) }
    },
    stop: () => stop.abort(),
  }
}

/** Codes that are reported inside of a 200 by the graph, and refuse a whole stream here. */
const STATUS: { readonly [Code in ErrorCode]?: number } = {
  UNAUTHORIZED_FIELD_OR_TYPE: 403,
  BAD_CURSOR: 400,
  PAGE_SIZE_OUT_OF_RANGE: 500, // the page is ours
  SUBGRAPH_UNAVAILABLE: 503,
  SUBGRAPH_TIMEOUT: 503,
}

function refusalOf({ code, message }: Extract<Look, { readonly ok: false }>): GraphQLError {
  const { status, retryable } = ERRORS[code]
  return new GraphQLError(message, { extensions: { code, retryable, http: { status: STATUS[code] ?? status } } })
}
