import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../../../../contracts/wire/ids.ts'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import { type AuditedEntity, assertTransition, type NotedEntity, type NoteOf } from '../../../states.ts'
import type { Details } from '../../../workflows/changes.ts'

/** Who caused a transition. */
export interface Actor {
  readonly subject: string
  readonly kind: Principal['kind']
}

/** The orchestration itself, as its service token names it. */
export const ORCHESTRATOR: Actor = { subject: 'svc_orchestrator', kind: 'SERVICE' }

export interface Transition {
  readonly entity: AuditedEntity
  readonly entityId: string
  readonly from: string | null
  readonly to: string
  /** Present when the record stays in its state. */
  readonly note?: NoteOf<NotedEntity>
  readonly details?: Details
}

interface EventContext {
  readonly id: string
  readonly handoffId: string
  readonly correlationId: string
}

const PREFIX = {
  Handoff: 'handoff',
  WorkflowRun: 'run',
  WorkflowStep: 'step',
  Approval: 'approval',
  ReviewTask: 'task',
} as const

/** Verb of the event by the state that is entered; a state that is missing here takes its own name. */
const VERB: Readonly<Record<string, string>> = {
  'Handoff DRAFT': 'opened',
  'WorkflowRun RUNNING': 'started',
  'WorkflowRun WAITING_APPROVAL': 'waiting',
  'WorkflowRun WAITING_SYSTEM': 'waiting',
  'WorkflowRun IN_REVIEW': 'parked',
  'WorkflowStep RUNNING': 'started',
  'WorkflowStep IN_FALLBACK': 'parked',
  'Approval PENDING': 'requested',
  'ReviewTask OPEN': 'opened',
}

/** Name of the event of a transition, for example `step.completed`, or of a note, for example `approval.delegated`. */
export function actionOf(entity: AuditedEntity, to: string, note?: NoteOf<NotedEntity>): string {
  return `${PREFIX[entity]}.${note ?? VERB[`${entity} ${to}`] ?? to.toLowerCase()}`
}

/** Writes transitions and notes into the append-only log, in the transaction that makes them, with one statement. */
export async function recordEvents(
  transaction: Database,
  run: EventContext,
  transitions: readonly Transition[],
  actor?: Actor,
): Promise<void> {
  for (const insert of eventInserts(run, transitions, actor)) await insert.execute(transaction)
}

/**
 * The statement that does it; none when there is nothing to tell.
 *
 * @throws when a life cycle does not have the transition: then the whole transaction is rolled back.
 */
export function eventInserts(
  run: EventContext,
  transitions: readonly Transition[],
  actor: Actor = ORCHESTRATOR,
): readonly RawBuilder<unknown>[] {
  if (transitions.length === 0) return []
  for (const { entity, from, to, note } of transitions) if (note === undefined) assertTransition(entity, from, to)
  const rows = transitions.map(
    ({ entity, entityId, from, to, note, details = {} }) => sql`(${newId('AuditEvent')}, ${run.handoffId}, ${run.id}, ${entity},
      ${entityId}, ${actionOf(entity, to, note)}, ${from}, ${to}, ${actor.subject}, ${actor.kind}, ${run.correlationId},
      ${JSON.stringify(details)}::jsonb)`,
  )
  return [
    sql`insert into delivery.handoff_event
      (id, handoff_id, run_id, entity, entity_id, action, from_state, to_state, actor, actor_kind, correlation_id, payload)
      values ${sql.join(rows)}`,
  ]
}
