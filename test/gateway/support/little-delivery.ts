import { GraphQLError } from 'graphql'
import { ENVELOPE_KEY } from './gateway-under-test.ts'
import { type LittleContext, type LittleSubgraph, startLittleSubgraph } from './little-subgraph.ts'

const SDL = `
  type Query {
    viewer: Viewer @authenticated
    workflowRun(id: ID!): WorkflowRun @requiresScopes(scopes: [["delivery:read"]])
    changedRuns(after: Int): ChangedRuns @requiresScopes(scopes: [["delivery:read"]]) @policy(policies: [["service_caller"]])
  }
  type Viewer { inboxChanges(first: Int = 50, after: String): TimelineConnection @requiresScopes(scopes: [["delivery:read"]]) }
  type WorkflowRun { status: String! timeline(first: Int = 50, after: String): TimelineConnection @requiresScopes(scopes: [["delivery:read"]]) }
  type TimelineConnection { nodes: [TimelineEntry!]! pageInfo: PageInfo! readUpTo: String! }
  type PageInfo { hasNextPage: Boolean! }
  type TimelineEntry { id: ID! at: String! recordedAt: String! runId: ID! action: String! entity: String! entityId: ID! stepKey: String fromState: String toState: String! actorKind: String! summary: String! }
  type ChangedRuns { head: Int! runs: [ChangedRun!]! }
  type ChangedRun { runId: ID! sequence: Int! }`

/** The orchestration, small: an event log in memory, and runs that only their starter may see. */
export interface LittleDelivery extends LittleSubgraph {
  readonly url: string
  /** Writes an event of a run; answers its id. */
  write(runId: string, action?: string, summary?: string): string
  /** Sets the state of a run; a run exists once it has one. Only `subject` sees it, when one is given. */
  setRun(runId: string, status: string, subject?: string): void
  /** Number of requests whose operation asks for this root field. */
  asked(field: 'workflowRun' | 'viewer' | 'changedRuns'): number
}

export async function startLittleDelivery(): Promise<LittleDelivery> {
  const log: { readonly id: string; readonly runId: string; readonly action: string; readonly summary: string }[] = []
  const runs = new Map<string, { readonly status: string; readonly subject: string | undefined }>()

  function pageOf(events: typeof log, { first, after }: { readonly first: number; readonly after: string | null }, head: number) {
    const found = events.filter(({ id }) => Number(id) > Number(after ?? 0))
    const nodes = found.slice(0, first).map((event) => ({
      ...event,
      at: '2026-05-26T09:00:00.000Z',
      recordedAt: '2026-05-26T09:00:00.000Z',
      entity: 'WorkflowStep',
      entityId: `${event.runId}:H05`,
      stepKey: 'H05',
      fromState: null,
      toState: 'RUNNING',
      actorKind: 'SERVICE',
    }))
    const hasNextPage = found.length > nodes.length
    return { nodes, pageInfo: { hasNextPage }, readUpTo: hasNextPage ? nodes.at(-1)?.id : String(Math.max(head, Number(after))) }
  }

  type Page = { readonly first: number; readonly after: string | null }
  const subgraph = await startLittleSubgraph({
    name: 'delivery',
    sdl: SDL,
    envelopeKey: ENVELOPE_KEY,
    resolvers: {
      Query: {
        viewer: () => ({}),
        workflowRun: (_: unknown, { id }: { id: string }, { envelope }: LittleContext) => {
          const run = runs.get(id)
          if (run === undefined || (run.subject !== undefined && run.subject !== envelope?.principal.subject)) return null
          return { id, status: run.status }
        },
        changedRuns: (_: unknown, { after }: { after: number | null }, { envelope }: LittleContext) => {
          if (envelope?.principal.kind !== 'SERVICE') throw new GraphQLError('for services only')
          const recent = after === null ? log.slice(-10) : log.filter(({ id }) => Number(id) > after)
          return { head: log.length, runs: recent.map(({ id, runId }) => ({ runId, sequence: Number(id) })) }
        },
      },
      Viewer: {
        inboxChanges: (_: unknown, page: Page) => pageOf(page.after === null ? [] : log, page, log.length),
      },
      WorkflowRun: {
        timeline: ({ id }: { id: string }, page: Page) => {
          const own = log.filter(({ runId }) => runId === id)
          return pageOf(own, page, Number(own.at(-1)?.id ?? 0))
        },
      },
    },
  })
  return {
    ...subgraph,
    write(runId, action = 'step.started', summary = 'Step H05 was started.\nBy itself.') {
      const id = String(log.length + 1)
      log.push({ id, runId, action, summary })
      return id
    },
    setRun: (runId, status, subject) => void runs.set(runId, { status, subject }),
    asked: (field) => subgraph.received.filter(({ query }) => query.includes(field)).length,
  }
}
