import { sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { Failure } from '../../../failure.ts'
import type { HandoffStatus, RunStatus } from '../../../states.ts'
import type { RunInput } from '../../../workflows/journal.ts'
import { type Actor, ORCHESTRATOR, recordEvent, type Transition } from './record-event.ts'

/** A run whose row is locked until the transaction ends, so that transitions of one run come one after the other. */
export interface LockedRun {
  readonly id: string
  readonly handoffId: string
  readonly correlationId: string
  readonly status: RunStatus
  readonly handoffStatus: HandoffStatus
  readonly cancelRequestedBy: string | null
  readonly cancelReason: string | null
}

export async function lockRun(transaction: Database, runId: string): Promise<LockedRun> {
  const { rows } = await sql<LockedRun>`
    select r.id, r.handoff_id as "handoffId", r.correlation_id as "correlationId", r.status, h.status as "handoffStatus",
      r.cancel_requested_by as "cancelRequestedBy", r.cancel_reason as "cancelReason"
    from delivery.workflow_run r join delivery.handoff h on h.id = r.handoff_id
    where r.id = ${runId} for update of r, h`.execute(transaction)
  const [run] = rows
  if (run === undefined) throw new Error(`run ${runId} does not exist`)
  return run
}

/** The request of a person to cancel, as the failure that ends the run; null when nobody asked. */
export function cancellationOf({ cancelReason }: LockedRun): Failure | null {
  return cancelReason === null ? null : { code: 'RUN_CANCELLED', category: 'CANCELLED', message: cancelReason, system: null }
}

type Change = Pick<Transition, 'entity' | 'entityId' | 'from' | 'to' | 'details'> & { readonly actor?: Actor }

/** Event of a transition within a run. */
export async function recordIn(
  transaction: Database,
  run: Pick<LockedRun, 'id' | 'handoffId' | 'correlationId'>,
  change: Change,
): Promise<void> {
  const { id, handoffId, correlationId } = run
  await recordEvent(transaction, { actor: ORCHESTRATOR, ...change, handoffId, runId: id, correlationId })
}

/** Moves the run; does nothing when it is there already. */
export async function moveRun(
  transaction: Database,
  run: LockedRun,
  to: RunStatus,
  details?: Transition['details'],
): Promise<void> {
  if (run.status === to) return
  await recordIn(transaction, run, { entity: 'WorkflowRun', entityId: run.id, from: run.status, to, ...(details && { details }) })
  const isEnd = to === 'COMPLETED' || to === 'FAILED' || to === 'CANCELLED'
  await sql`update delivery.workflow_run set status = ${to}, revision = revision + 1, updated_at = now(),
    completed_at = case when ${isEnd} then platform.business_now() end where id = ${run.id}`.execute(transaction)
}

/** Moves the handoff of the run; does nothing when it is there already. */
export async function moveHandoff(
  transaction: Database,
  run: LockedRun,
  to: HandoffStatus,
  details?: Transition['details'],
): Promise<void> {
  if (run.handoffStatus === to) return
  await recordIn(transaction, run, {
    entity: 'Handoff',
    entityId: run.handoffId,
    from: run.handoffStatus,
    to,
    ...(details && { details }),
  })
  await sql`update delivery.handoff set status = ${to}, revision = revision + 1, updated_at = now() where id = ${run.handoffId}`.execute(
    transaction,
  )
}

export const stepId = (run: Pick<RunInput, 'runId'>, key: string): string => `${run.runId}:${key}`
