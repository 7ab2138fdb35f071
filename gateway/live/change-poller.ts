import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Principal } from '../../contracts/wire/principal.ts'
import { createRecord, type Exchange } from '../context.ts'
import type { LiveQuery } from './live-query.ts'

/** Somebody who wants to know how far the log has grown: of one run, or of all. */
export interface Follower {
  readonly runId: string | null
  /** There are events up to this position. */
  notice(position: number): void
}

export interface ChangePoller {
  /** Adds a follower; the answer removes it. The first one starts the questions, the last one ends them. */
  follow(follower: Follower): () => void
}

export interface ChangePollerOptions {
  readonly query: LiveQuery
  readonly pollMs: number
  readonly log: Logger
}

/** The gateway speaks for itself here: it learns which runs changed, never what happened in them. */
const GATEWAY: Principal = {
  subject: 'gateway',
  kind: 'SERVICE',
  clientId: 'gateway',
  workerId: null,
  partner: null,
  regions: null,
  roles: [],
  scopes: ['delivery:read'],
  amr: [],
  authenticatedAt: null,
}

/** While nobody answers, questions become rarer up to this many milliseconds. */
const MAX_PAUSE_MS = 2_000

const Answer = z.object({
  changedRuns: z.object({ head: z.number(), runs: z.array(z.object({ runId: z.string(), sequence: z.number() })) }),
})

/**
 * Asks for all streams of this process which runs have new events: one question, however many streams are open. Answers are
 * hints. One that is missing (the subgraph was away, or a transaction took long) is made up by the next one, or by the streams
 * themselves, which look from time to time.
 */
export function createChangePoller({ query, pollMs, log }: ChangePollerOptions): ChangePoller {
  const followers = new Set<Follower>()
  let polling: AbortController | null = null

  async function poll(exchange: Exchange): Promise<void> {
    let after: number | null = null
    let pauseMs = pollMs
    while (!exchange.signal.aborted) {
      const answer = Answer.safeParse((await query('ChangedRuns', { after }, exchange)).data)
      if (answer.success) {
        tell(answer.data.changedRuns)
        after = answer.data.changedRuns.head
      }
      pauseMs = answer.success ? pollMs : Math.min(pauseMs * 2, MAX_PAUSE_MS)
      await delay(pauseMs, undefined, { signal: exchange.signal }).catch(() => undefined) // ended
    }
  }

  function tell({ head, runs }: z.infer<typeof Answer>['changedRuns']): void {
    const positions = new Map(runs.map(({ runId, sequence }) => [runId, sequence]))
    for (const follower of followers) {
      const position = follower.runId === null ? head : positions.get(follower.runId)
      if (position !== undefined) follower.notice(position)
    }
  }

  return {
    follow(follower) {
      followers.add(follower)
      if (polling === null) {
        polling = new AbortController()
        poll(createExchange(polling.signal)).catch((error: unknown) => log.error({ err: error }, 'poller of changed runs failed'))
      }
      return () => {
        followers.delete(follower)
        if (followers.size > 0) return
        polling?.abort()
        polling = null
      }
    },
  }
}

/** The questions come from no request, but they take the same way. */
function createExchange(signal: AbortSignal): Exchange {
  return {
    method: 'GET',
    path: '/live',
    search: '',
    headers: {},
    headersDistinct: {},
    readBody: async () => new Uint8Array(),
    requestId: 'gateway-live-poller',
    parameters: {},
    principal: GATEWAY,
    expiresAtSeconds: null,
    refusedNow: () => null,
    signal,
    record: createRecord(),
  }
}
