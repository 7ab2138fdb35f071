import type { InstantText } from '../../contracts/wire/values.ts'

/**
 * What one kind of event says. A consumer reads the payload by these keys, so a schema never changes: other keys are
 * another version, and both are emitted until nobody reads the old one.
 */
export interface EventSchema {
  /** `<subject>.<what happened>`, in the past tense. */
  readonly type: string
  readonly version: number
  readonly payload: readonly string[]
  readonly description: string
}

/** Every event of the graph: the one closed list, whichever subgraph emits it. */
export const EVENT_SCHEMAS = [
  {
    type: 'opportunity.accepted',
    version: 1,
    payload: ['opportunityId', 'contractId', 'accountId', 'acceptedByWorkerId'],
    description:
      'Delivery accepted a won sale. `contractId` is null when no document was drafted yet, `acceptedByWorkerId` when a service accepted it.',
  },
  {
    type: 'staffing.changed',
    version: 1,
    payload: ['projectId', 'staffingRequestId', 'status'],
    description: 'A staffing request of a project moved to another state.',
  },
  {
    type: 'resources.assigned',
    version: 1,
    payload: ['projectId'],
    description: 'Every staffing request that the kickoff of a project waits for is booked.',
  },
  {
    type: 'kickoff.completed',
    version: 1,
    payload: ['projectId'],
    description: 'The kickoff of a project was held.',
  },
] as const satisfies readonly EventSchema[]

type Known = (typeof EVENT_SCHEMAS)[number]
export type EventType = Known['type']
/** Flat texts only: a consumer that needs more reads the record, which is newer than any event. */
export type EventPayload = Readonly<Record<string, string | null>>

/** What happened, before it is stored: type, version and payload keys go together or do not compile. */
export type EventDraft = {
  readonly [Each in EventType]: {
    readonly type: Each
    readonly version: Extract<Known, { type: Each }>['version']
    /** Canonical id of the record that it happened to. */
    readonly subjectId: string
    readonly payload: { readonly [Key in Extract<Known, { type: Each }>['payload'][number]]: string | null }
    /** Request that caused it. */
    readonly correlationId: string
    /** Subject of the token that caused it. */
    readonly actor: string
  }
}[EventType]

/** A stored event. */
export interface DomainEvent {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly subjectId: string
  readonly payload: EventPayload
  readonly correlationId: string
  readonly actor: string
  /** Business time. */
  readonly occurredAt: InstantText
  /** Real time. */
  readonly recordedAt: InstantText
}

/** The events of one subgraph that somebody still has to read. */
export interface Outbox {
  /** Events that nobody acknowledged, oldest first. */
  pending(first: number): Promise<readonly DomainEvent[]>
  /** Marks events as read; one that is marked already or gone stays so. Answers how many were marked now. */
  acknowledge(ids: readonly string[]): Promise<number>
}

/** @throws TypeError for an event that the list does not have, or whose payload has other keys. */
export function assertEvent(event: Pick<DomainEvent, 'type' | 'version' | 'payload'>): void {
  const name = `${event.type} v${event.version}`
  const schema = EVENT_SCHEMAS.find(({ type, version }) => type === event.type && version === event.version)
  if (schema === undefined) throw new TypeError(`${name} is no event of this graph`)
  const expected = schema.payload.toSorted().join(', ')
  const given = Object.keys(event.payload).toSorted().join(', ')
  if (given !== expected) throw new TypeError(`${name} carries ${expected}, not ${given}`)
  const fault = Object.entries(event.payload).find(([, value]) => typeof value !== 'string' && value !== null)
  if (fault !== undefined) throw new TypeError(`${name} carries texts, and ${fault[0]} is none`)
}
