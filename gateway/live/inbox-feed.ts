import { z } from 'zod'
import { type Feed, faultOf, PAGE_SIZE, TimelinePage } from './feed.ts'
import type { LiveQuery } from './live-query.ts'

const Answer = z.object({ viewer: z.object({ inboxChanges: TimelinePage }) })

/** What happens to the records that wait for the caller, from now on. */
export function createInboxFeed(query: LiveQuery): Feed {
  return {
    runId: null,
    announcesPosition: true,
    async look(after, exchange) {
      const variables = { first: PAGE_SIZE, after: after === null ? null : String(after) }
      const result = await query('InboxChanges', variables, exchange)
      const answer = Answer.safeParse(result.data)
      if (!answer.success) return faultOf(result)
      const { nodes: events, readUpTo, pageInfo } = answer.data.viewer.inboxChanges
      return { ok: true, events, readUpTo, hasMore: pageInfo.hasNextPage, outcome: null }
    },
  }
}
