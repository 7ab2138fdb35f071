import { appError } from '../../contracts/wire/errors.ts'
import { createBatchLoader } from '../shared/batch-schedule.ts'
import type { Connection } from '../shared/connection.ts'
import { pageSize } from '../shared/page.ts'
import type { Call } from '../shared/port.ts'
import type { ProgressLog, ProgressPage, ProgressRequest, TimelineEvent } from './progress.ts'

/** Page of a timeline or an inbox. Its cursors are plain positions of the log, so that a stream can resume by event id. */
export interface TimelineConnection extends Omit<Connection<TimelineEvent>, 'totalCount'> {
  readonly readUpTo: string
}

export interface TimelineArguments {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** Reads of the event log for one request. */
export interface TimelineLoader {
  ofRun(runId: string, args: TimelineArguments): Promise<TimelineConnection>
  ofInbox(args: TimelineArguments): Promise<TimelineConnection>
}

export function createTimelineLoader(progress: ProgressLog, call: Call): TimelineLoader {
  const loaders = new Map<string, ReturnType<typeof loaderFor>>()

  function loaderFor(request: ProgressRequest) {
    return createBatchLoader<string, ProgressPage>(call, async (runIds) => {
      const pages = await progress.timelines(runIds, request)
      return runIds.map((runId) => pages.get(runId) ?? { events: [], hasNextPage: false, readUpTo: request.after ?? 0 })
    })
  }

  return {
    async ofRun(runId, args) {
      const request = toRequest(args)
      const key = JSON.stringify(request)
      const loader = loaders.get(key) ?? loaderFor(request)
      loaders.set(key, loader)
      return toTimelineConnection(await loader.load(runId), request)
    },
    async ofInbox(args) {
      const request = toRequest(args)
      return toTimelineConnection(await progress.inbox(call.principal, request), request)
    },
  }
}

/** @throws PAGE_SIZE_OUT_OF_RANGE, BAD_CURSOR */
function toRequest({ first, after }: TimelineArguments): ProgressRequest {
  return { first: pageSize(first), after: after === null || after === undefined ? null : positionOf(after) }
}

function positionOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw appError('BAD_CURSOR', '"after" is not a position of the event log.')
}

function toTimelineConnection({ events, hasNextPage, readUpTo }: ProgressPage, { after }: ProgressRequest): TimelineConnection {
  const edges = events.map((node) => ({ node, cursor: String(node.sequence) }))
  return {
    edges,
    nodes: events,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== null && after > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    readUpTo: String(readUpTo),
  }
}
