import { sql } from 'kysely'
import { idFor } from '../../../../contracts/wire/ids.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { wakeRun } from '../../engine/postgres/wake-run.ts'
import type { HandoffStatus, RunStatus } from '../../states.ts'
import { stepsOf } from '../../workflows/definition.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { type Actor, recordEvents } from './ledger/record-events.ts'

/** Who wants a handoff, and of what. */
export interface RunOpening {
  readonly opportunityId: string
  /** Null takes the statement of work of the opportunity. */
  readonly contractId: string | null
  /** Person who is the requester of its approvals, and so may not decide them. */
  readonly startedBy: Actor & { readonly workerId: string | null }
  readonly correlationId: string
}

export type Opened =
  | { readonly kind: 'begun'; readonly handoffId: string }
  | { readonly kind: 'joined'; readonly handoffId: string; readonly runId: string }
  /** It is being cancelled, or is about to be: who joined it would see it go, and a new one would build on what is removed. */
  | { readonly kind: 'unfinished'; readonly status: HandoffStatus }

/**
 * Opens the handoff of an opportunity with its run and steps, or finds the one that is open; however many want it at once,
 * there is one. The rows, their events and the first wake-up are one transaction.
 */
export async function openRun(transaction: Database, definitions: DefinitionSource, opening: RunOpening): Promise<Opened> {
  const { opportunityId } = opening
  // Starts of one opportunity come one after the other, also when nothing is there yet that could be locked.
  await sql`select pg_advisory_xact_lock(hashtext(${`handoff of ${opportunityId}`}))`.execute(transaction)
  const open = await findOpen(transaction, opportunityId)
  if (open !== null) {
    const { id, runId, status, runStatus, isTurnedBack } = open
    if (isTurnedBack) return { kind: 'unfinished', status }
    // Runs of version 1 ended FAILED, with everything undone and the handoff BLOCKED: it goes on in a new attempt.
    if (runStatus !== 'FAILED') return { kind: 'joined', handoffId: id, runId }
  }
  return { kind: 'begun', handoffId: await begin(transaction, definitions, opening, open) }
}

interface OpenHandoff {
  readonly id: string
  readonly runId: string
  readonly status: HandoffStatus
  readonly runStatus: RunStatus
  readonly isTurnedBack: boolean
}

/** Locks the run, as every write to it does, so that nobody cancels it before the answer is given. */
async function findOpen(transaction: Database, opportunityId: string): Promise<OpenHandoff | null> {
  const { rows } = await sql<OpenHandoff>`select h.id, r.id as "runId", h.status, r.status as "runStatus",
      r.status <> 'FAILED' and (r.status in ('COMPENSATING', 'CANCELLED') or r.cancel_requested_by is not null
        or exists (select from delivery.workflow_step s where s.run_id = r.id and s.compensation_status <> 'NOT_NEEDED'))
        as "isTurnedBack"
    from delivery.handoff h join delivery.workflow_run r on r.id = h.run_id
    where h.opportunity_id = ${opportunityId} and h.status <> 'CANCELLED' for update of r`.execute(transaction)
  return rows[0] ?? null
}

async function begin(
  transaction: Database,
  definitions: DefinitionSource,
  { opportunityId, contractId, startedBy, correlationId }: RunOpening,
  open: OpenHandoff | null,
): Promise<string> {
  const definition = await definitions.latest(transaction, 'SOW_TO_PROJECT')
  const attempt = await nextAttempt(transaction, opportunityId)
  const key = `ho:${opportunityId}:${attempt}`
  const runId = idFor('WorkflowRun', key)
  const handoffId = open?.id ?? idFor('Handoff', key)
  if (open === null) {
    await sql`insert into delivery.handoff (id, opportunity_id, contract_id, status, attempt, run_id)
      values (${handoffId}, ${opportunityId}, ${contractId}, 'DRAFT', ${attempt}, ${runId})`.execute(transaction)
  } else {
    await sql`update delivery.handoff set status = 'DRAFT', attempt = ${attempt}, run_id = ${runId}, findings = '[]', blockers = '[]',
      completeness_score = null, revision = revision + 1, updated_at = now() where id = ${handoffId}`.execute(transaction)
  }
  await sql`insert into delivery.workflow_run (id, key, kind, definition_version, handoff_id, status, correlation_id, started_by,
      started_by_worker_id)
    values (${runId}, ${key}, ${definition.kind}, ${definition.version}, ${handoffId}, 'RUNNING', ${correlationId},
      ${startedBy.subject}, ${startedBy.workerId})`.execute(transaction)
  const steps = stepsOf(definition).map(
    ({ key: stepKey, name, stage, system, maxAttempts, ownerRole, optional, mandatoryControl }, index) => sql`(
      ${`${runId}:${stepKey}`}, ${runId}, ${stepKey}, ${index + 1}::integer, ${name}, ${stage}, ${system}, 'PENDING',
      ${maxAttempts}::integer, ${`${key}:${stepKey}`}, ${ownerRole}, ${optional}::boolean, ${mandatoryControl}::boolean)`,
  )
  await sql`insert into delivery.workflow_step (id, run_id, key, position, name, stage, system, status, max_attempts,
    idempotency_key, owner_role, optional, mandatory_control) values ${sql.join(steps)}`.execute(transaction)
  const details = { attempt: String(attempt), definition: `${definition.version}` }
  await recordEvents(
    transaction,
    { id: runId, handoffId, correlationId },
    [
      { entity: 'Handoff', entityId: handoffId, from: open?.status ?? null, to: 'DRAFT', details },
      { entity: 'WorkflowRun', entityId: runId, from: null, to: 'RUNNING', details },
    ],
    startedBy,
  )
  await wakeRun(transaction, runId)
  return handoffId
}

async function nextAttempt(transaction: Database, opportunityId: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`select count(*)::int as attempts from delivery.workflow_run r
    join delivery.handoff h on h.id = r.handoff_id where h.opportunity_id = ${opportunityId}`.execute(transaction)
  return (rows[0]?.attempts ?? 0) + 1
}
