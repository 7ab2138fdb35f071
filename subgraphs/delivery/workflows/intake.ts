import type { Logger } from 'pino'
import { type Failure, toFailure } from '../failure.ts'
import type { DomainEventAnswer } from '../graph/answers.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { SystemCode } from '../vocabulary.ts'

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

/** A piece of news, and which system told it. */
export interface ToldNews {
  readonly system: Extract<SystemCode, 'CRM' | 'PSA'>
  readonly event: DomainEventAnswer
}

/** Keeps news that could not be dealt with. */
export interface DeferredNewsStore {
  /** Keeps news for a later attempt; of what is kept already only the reason changes. */
  defer(news: readonly (ToldNews & { readonly reason: Pick<Failure, 'code' | 'message'> })[]): Promise<void>
  /** News whose pause is over. Nobody else gets it before the next pause, which is twice as long, is over. */
  takeDue(): Promise<readonly ToldNews[]>
  /** It was dealt with. */
  forget(eventIds: readonly string[]): Promise<void>
}

export interface Intake {
  stop(): Promise<void>
}

export interface IntakeOptions {
  readonly graph: GraphClient
  readonly journal: IntakeJournal
  readonly deferred: DeferredNewsStore
  readonly everyMs: number
  readonly log: Logger
}

/** News that one question asks for. */
const PAGE = 100

/** Why news is deferred that only comes too early. */
const TOO_EARLY = { code: 'TOO_EARLY', message: 'A handoff of the opportunity is at work on something that has to end first.' }

/**
 * Fetches news from the outboxes of CRM and PSA, acts on it, and acknowledges it afterwards: news that is lost on the way is
 * told again. Every worker does this; the first one to act is the only one whose act has an effect. What cannot be dealt with
 * is deferred before it is acknowledged, so that it neither gets lost nor stands before newer news.
 */
export function startIntake({ graph, journal, deferred, everyMs, log }: IntakeOptions): Intake {
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
    const results = await Promise.allSettled([fromCrm(), fromPsa(), fromDeferred()])
    const faults = results.flatMap((result) => (result.status === 'rejected' ? [toFailure(result.reason)] : []))
    // Said once an outage, not once a second.
    if (faults.length > 0 && !isDown) log.warn({ faults }, 'news of other systems cannot be fetched; tried again')
    isDown = faults.length > 0
  }

  async function fromCrm(): Promise<void> {
    const call = { system: 'CRM', correlationId: `intake-crm-${Date.now()}` } as const
    const { crmEvents } = await graph.run('ReadCrmEvents', { first: PAGE }, call)
    const eventIds = await settle((crmEvents ?? []).map((event) => ({ system: 'CRM', event })))
    if (eventIds.length > 0) await graph.run('AcknowledgeCrmEvents', { input: acknowledgement(eventIds) }, call)
  }

  async function fromPsa(): Promise<void> {
    const call = { system: 'PSA', correlationId: `intake-psa-${Date.now()}` } as const
    const { psaEvents } = await graph.run('ReadPsaEvents', { first: PAGE }, call)
    const eventIds = await settle((psaEvents ?? []).map((event) => ({ system: 'PSA', event })))
    if (eventIds.length > 0) await graph.run('AcknowledgePsaEvents', { input: acknowledgement(eventIds) }, call)
  }

  /** Deals with news or defers it; answers the ids of all of it. */
  async function settle(news: readonly ToldNews[]): Promise<readonly string[]> {
    const { failed } = await actOn(news, 'error')
    await deferred.defer(failed)
    return news.map(({ event }) => event.id)
  }

  async function fromDeferred(): Promise<void> {
    const { done, failed } = await actOn(await deferred.takeDue(), 'debug')
    await deferred.forget(done)
    await deferred.defer(failed)
  }

  /** A fault is said aloud when news is told, and not with every attempt after that. */
  async function actOn(news: readonly ToldNews[], level: 'error' | 'debug') {
    const done: string[] = []
    const failed: (ToldNews & { readonly reason: Pick<Failure, 'code' | 'message'> })[] = []
    for (const told of news) {
      try {
        if (await act(told.event)) done.push(told.event.id)
        else failed.push({ ...told, reason: TOO_EARLY })
      } catch (error) {
        const { id, type } = told.event
        log[level]({ event: id, type, err: error }, 'news could not be dealt with; it is tried again')
        failed.push({ ...told, reason: toFailure(error) })
      }
    }
    return { done, failed }
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

/** One effect a list of events, however often it is sent. */
const acknowledgement = (eventIds: readonly string[]) => ({ idempotencyKey: `ack ${eventIds.join(' ')}`.slice(0, 200), eventIds })

function toStarter(subject: string, workerId: string | null) {
  return { subject, workerId, kind: workerId === null ? 'SERVICE' : 'PERSON' } as const
}
