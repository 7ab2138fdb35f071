import { z } from 'zod'
import { type Feed, faultOf, PAGE_SIZE, TimelinePage } from './feed.ts'
import type { LiveQuery } from './live-query.ts'

/** States in which nothing more happens in a run. */
const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'CANCELLED', 'FAILED'])

const Answer = z.object({ workflowRun: z.object({ status: z.string(), timeline: TimelinePage }) })

/** The timeline of one run, from its beginning to its end. */
export function createRunFeed(query: LiveQuery, runId: string): Feed {
  return {
    runId,
    announcesPosition: false,
    async look(after, exchange) {
      const result = await query('RunTimeline', { runId, first: PAGE_SIZE, after: String(after ?? 0) }, exchange)
      const answer = Answer.safeParse(result.data)
      if (!answer.success) return faultOf(result)
      // The status is read before the events, and the last event is written together with the status: none is missed.
      const { status, timeline } = answer.data.workflowRun
      const { nodes: events, readUpTo, pageInfo } = timeline
      return { ok: true, events, readUpTo, hasMore: pageInfo.hasNextPage, outcome: ENDED.has(status) ? status : null }
    },
  }
}
