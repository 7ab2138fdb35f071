import { sql } from 'kysely'
import { newId } from '../../../../../contracts/wire/ids.ts'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import { type AuditedEntity, assertTransition } from '../../../states.ts'

/** Who caused a transition. */
export interface Actor {
  readonly subject: string
  readonly kind: Principal['kind']
}

/** The orchestration itself, as its service token names it. */
export const ORCHESTRATOR: Actor = { subject: 'svc_orchestrator', kind: 'SERVICE' }

export interface Transition {
  readonly handoffId: string
  readonly runId: string
  readonly correlationId: string
  readonly entity: AuditedEntity
  readonly entityId: string
  readonly from: string | null
  readonly to: string
  readonly actor: Actor
  readonly details?: Readonly<Record<string, string>>
}

const PREFIX = { Handoff: 'handoff', WorkflowRun: 'run', WorkflowStep: 'step', Approval: 'approval' } as const

/** Verb of the event by the state that is entered; a state that is missing here takes its own name. */
const VERB: Readonly<Record<string, string>> = {
  'Handoff DRAFT': 'opened',
  'WorkflowRun RUNNING': 'started',
  'WorkflowRun WAITING_APPROVAL': 'waiting',
  'WorkflowRun IN_REVIEW': 'parked',
  'WorkflowStep RUNNING': 'started',
  'Approval PENDING': 'requested',
}

/** Name of the event of a transition, for example `step.completed`. */
export function actionOf(entity: AuditedEntity, to: string): string {
  return `${PREFIX[entity]}.${VERB[`${entity} ${to}`] ?? to.toLowerCase()}`
}

/**
 * Writes one transition into the append-only log, in the transaction that makes it.
 *
 * @throws when the life cycle does not have the transition: then the whole transaction is rolled back.
 */
export async function recordEvent(transaction: Database, event: Transition): Promise<void> {
  const { entity, entityId, from, to, actor, details = {} } = event
  assertTransition(entity, from, to)
  await sql`insert into delivery.handoff_event
    (id, handoff_id, run_id, entity, entity_id, action, from_state, to_state, actor, actor_kind, correlation_id, payload)
    values (${newId('AuditEvent')}, ${event.handoffId}, ${event.runId}, ${entity}, ${entityId}, ${actionOf(entity, to)}, ${from}, ${to},
      ${actor.subject}, ${actor.kind}, ${event.correlationId}, ${JSON.stringify(details)}::jsonb)`.execute(transaction)
}
