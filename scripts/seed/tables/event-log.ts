import { createHash } from 'node:crypto'
import { idFor } from '../../../contracts/wire/ids.ts'
import type { InstantText } from '../../../contracts/wire/values.ts'
import { actionOf } from '../../../subgraphs/delivery/adapters/postgres/ledger/record-events.ts'
import { type AuditedEntity, assertTransition } from '../../../subgraphs/delivery/states.ts'
import type { Row } from '../load-rows.ts'

/** Who caused an event of the log. */
export interface SeedActor {
  readonly subject: string
  readonly kind: 'PERSON' | 'SERVICE'
}
const ORCHESTRATOR: SeedActor = { subject: 'svc_orchestrator', kind: 'SERVICE' }

/**
 * The audit trail of one handoff as it would have been written live: it knows the state of every record, and a transition
 * that the life cycles do not have is a defect of the generator.
 */
export class EventLog {
  readonly rows: Row[] = []
  readonly #handoffId: string
  readonly #states = new Map<string, string>()
  #runId = ''
  #correlationId = ''

  constructor(handoffId: string) {
    this.#handoffId = handoffId
  }

  /** Events that follow belong to this run. */
  within(runId: string, correlationId: string): void {
    this.#runId = runId
    this.#correlationId = correlationId
  }

  move(
    entity: AuditedEntity,
    entityId: string,
    to: string,
    at: InstantText | string,
    {
      actor = ORCHESTRATOR,
      details = {},
    }: { readonly actor?: SeedActor; readonly details?: Readonly<Record<string, string>> } = {},
  ): void {
    const from = this.#states.get(entityId) ?? null
    if (from === to) return
    assertTransition(entity, from, to)
    this.#states.set(entityId, to)
    this.rows.push({
      id: idFor('AuditEvent', entityId, String(this.rows.length), to),
      handoff_id: this.#handoffId,
      run_id: this.#runId,
      entity,
      entity_id: entityId,
      action: actionOf(entity, to),
      from_state: from,
      to_state: to,
      actor: actor.subject,
      actor_kind: actor.kind,
      correlation_id: this.#correlationId,
      occurred_at: at,
      recorded_at: at,
      payload: details,
    })
  }

  /** A record that exists without an event of its own. */
  begin(entityId: string, state: string): void {
    this.#states.set(entityId, state)
  }
}

/** Request id of a seeded request: looks like one, and is always the same. */
export const correlationIdOf = (key: string): string => `req-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
