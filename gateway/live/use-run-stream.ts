import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import type { LiveQuery } from './live-query.ts'
import type { LiveStreams } from './live-streams.ts'
import { createRunFeed } from './run-feed.ts'
import { runIdIn } from './use-live-address.ts'

/** Answers `GET /live/runs/{runId}` with the timeline of the run, from its beginning or after the last event id. */
export function useRunStream(streams: LiveStreams, query: LiveQuery): Stage<Exchange, Answer> {
  return {
    name: 'run stream',
    run(exchange, next) {
      const runId = runIdIn(exchange.path)
      return runId === null ? next(exchange) : streams.open(createRunFeed(query, runId), exchange)
    },
  }
}
