import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { createInboxFeed } from './inbox-feed.ts'
import type { LiveQuery } from './live-query.ts'
import type { LiveStreams } from './live-streams.ts'

/** Answers `GET /live/inbox` with what happens to the records that wait for the caller, from now on or after the last event id. */
export function useInboxStream(streams: LiveStreams, query: LiveQuery): Stage<Exchange, Answer> {
  const feed = createInboxFeed(query)
  return { name: 'inbox stream', run: (exchange) => streams.open(feed, exchange) }
}
