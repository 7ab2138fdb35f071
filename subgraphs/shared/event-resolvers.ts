import type { SubgraphContext } from './context.ts'
import type { DomainEvent as DomainEventRecord, Outbox } from './events.ts'
import { pageSize } from './page.ts'
import type { Write, WriteError } from './port.ts'
import { whyNotKey } from './postgres/withdrawn-keys.ts'
import { toPayload } from './user-error.ts'

/** Events that are answered when nobody says how many. */
const DEFAULT_EVENTS = 100
/** Most events of one answer or acknowledgement: more than a page of records, so that a reader sees past those it cannot handle. */
const MAX_EVENTS = 500

/** The outbox of a subgraph in GraphQL: the same resolvers in each, under its own root fields. */
interface OutboxContext extends SubgraphContext {
  readonly system: { readonly events: Outbox }
}

export const DomainEvent = {
  payload: ({ payload }: DomainEventRecord) => Object.entries(payload).map(([name, value]) => ({ name, value })),
}

/** `Query.<subgraph>Events`. */
export const readEvents = (_: unknown, { first }: { readonly first?: number | null }, { system }: OutboxContext) =>
  system.events.pending(pageSize(first ?? DEFAULT_EVENTS, MAX_EVENTS))

/**
 * `Mutation.acknowledge<Subgraph>Events`. To acknowledge twice is to acknowledge once, by the ids themselves, so nothing is
 * written to the idempotency ledger: it would get a row for every batch that a reader ever took.
 */
export async function acknowledgeEvents(
  _: unknown,
  { input }: { readonly input: { readonly idempotencyKey: string; readonly eventIds: readonly string[] } },
  { system }: OutboxContext,
) {
  return toPayload('acknowledgedEventIds', await acknowledge(system.events, input.idempotencyKey, input.eventIds))
}

async function acknowledge(events: Outbox, idempotencyKey: string, ids: readonly string[]): Promise<Write<readonly string[]>> {
  const fault = whyNotKey(idempotencyKey) ?? whyNotEvents(ids)
  if (fault !== null) return { ok: false, errors: [fault] }
  return { ok: true, record: ids, replayed: (await events.acknowledge(ids)) === 0 }
}

function whyNotEvents(ids: readonly string[]): WriteError | null {
  if (ids.length >= 1 && ids.length <= MAX_EVENTS) return null
  return {
    code: 'VALIDATION_FAILED',
    message: `Name 1 to ${MAX_EVENTS} events, as many as one answer has.`,
    field: ['input', 'eventIds'],
  }
}
