import type { Logger } from 'pino'
import { toFailure } from '../failure.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { DomainEventAnswer } from '../graph/operations.ts'
import { createFailedNews, type FailedNews } from './failed-news.ts'

/** What news of other systems leads to. Everything is idempotent: news is told until it is acknowledged. */
export interface IntakeJournal {
  /**
   * Answers false when the news has to come again: the former handoff of the opportunity is being cancelled, or the one that is
   * open reads the sale at this moment.
   */
  openHandoff(news: {
    readonly opportunityId: string
    /** Who accepted it: the requester of the approvals. */
    readonly actor: { readonly subject: string; readonly workerId: string | null; readonly kind: 'PERSON' | 'SERVICE' }
    readonly correlationId: string
  }): Promise<boolean>
  /** Lets the open run of a project look whether what it waits for has happened. */
  wakeProject(projectId: string): Promise<void>
}

export interface Intake {
  stop(): Promise<void>
}

export interface IntakeOptions {
  readonly graph: GraphClient
  readonly journal: IntakeJournal
  readonly everyMs: number
  readonly log: Logger
}

/** News that one question asks for beside what failed before. */
const PAGE = 100
/** Most news that an outbox tells at once. */
const MAX_PAGE = 500

/**
 * Fetches news from the outboxes of CRM and PSA, acts on it, and acknowledges it afterwards: news that is lost on the way is
 * told again. Every worker does this; the first one to act is the only one whose act has an effect. The oldest news comes
 * first, so pages grow with what fails again and again, and newer news gets through behind up to 400 of it.
 */
export function startIntake({ graph, journal, everyMs, log }: IntakeOptions): Intake {
  const failedOf = { crm: createFailedNews(everyMs), psa: createFailedNews(everyMs) }
  let isStopped = false
  let isDown = false
  let current: Promise<void> | null = null
  const timer = setInterval(() => void tick(), everyMs)
  void tick()

  function tick(): Promise<void> {
    if (isStopped) return Promise.resolve()
    current ??= round().finally(() => {
      current = null
    })
    return current
  }

  async function round(): Promise<void> {
    const results = await Promise.allSettled([fromCrm(), fromPsa()])
    const faults = results.flatMap((result) => (result.status === 'rejected' ? [toFailure(result.reason)] : []))
    // Said once an outage, not once a second.
    if (faults.length > 0 && !isDown) log.warn({ faults }, 'news of other systems cannot be fetched; tried again')
    isDown = faults.length > 0
  }

  async function fromCrm(): Promise<void> {
    const call = { system: 'CRM', correlationId: `intake-crm-${Date.now()}` } as const
    const { crmEvents } = await graph.run('ReadCrmEvents', { first: pageBeside(failedOf.crm) }, call)
    const eventIds = await actOn(crmEvents ?? [], failedOf.crm)
    if (eventIds.length > 0) await graph.run('AcknowledgeCrmEvents', { input: acknowledgement(eventIds) }, call)
  }

  async function fromPsa(): Promise<void> {
    const call = { system: 'PSA', correlationId: `intake-psa-${Date.now()}` } as const
    const { psaEvents } = await graph.run('ReadPsaEvents', { first: pageBeside(failedOf.psa) }, call)
    const eventIds = await actOn(psaEvents ?? [], failedOf.psa)
    if (eventIds.length > 0) await graph.run('AcknowledgePsaEvents', { input: acknowledgement(eventIds) }, call)
  }

  /** Answers the news that was dealt with; what fails, and what comes too early, is told again. */
  async function actOn(events: readonly DomainEventAnswer[], failed: FailedNews): Promise<readonly string[]> {
    const done: string[] = []
    failed.keepOnly(events.map(({ id }) => id))
    for (const event of events) {
      if (!failed.isDue(event.id)) continue
      try {
        if (await act(event)) done.push(event.id)
      } catch (error) {
        // Said aloud once an event, not with every attempt.
        const level = failed.add(event.id) ? 'error' : 'debug'
        log[level]({ event: event.id, type: event.type, err: error }, 'news could not be dealt with; it comes again')
      }
    }
    return done
  }

  /** Answers false when it is too early for the news. */
  async function act({ type, subjectId, payload, actor, correlationId }: DomainEventAnswer): Promise<boolean> {
    const facts = new Map(payload.map(({ name, value }) => [name, value]))
    switch (type) {
      case 'opportunity.accepted':
        return journal.openHandoff({
          opportunityId: facts.get('opportunityId') ?? subjectId,
          actor: toStarter(actor, facts.get('acceptedByWorkerId') ?? null),
          correlationId,
        })
      case 'staffing.changed':
      case 'resources.assigned':
      case 'kickoff.completed':
        await journal.wakeProject(facts.get('projectId') ?? subjectId)
        return true
      default:
        log.warn({ type }, 'news of a kind that nothing follows from')
        return true
    }
  }

  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await current
    },
  }
}

const pageBeside = (failed: FailedNews): number => Math.min(PAGE + failed.count(), MAX_PAGE)

/** One effect a list of events, however often it is sent. */
const acknowledgement = (eventIds: readonly string[]) => ({ idempotencyKey: `ack ${eventIds.join(' ')}`.slice(0, 200), eventIds })

function toStarter(subject: string, workerId: string | null) {
  return { subject, workerId, kind: workerId === null ? 'SERVICE' : 'PERSON' } as const
}
