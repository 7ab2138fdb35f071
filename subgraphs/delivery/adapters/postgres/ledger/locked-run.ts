import { sql } from 'kysely'
import type { InstantText } from '../../../../../contracts/wire/values.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { HandoffStatus, RunStatus } from '../../../states.ts'
import { type Lease, LeaseLostError } from '../../../workflows/ledger.ts'

/** A run whose row is locked until the transaction ends, so that changes of one run come one after the other. */
export interface LockedRun {
  readonly id: string
  readonly handoffId: string
  readonly projectId: string | null
  readonly correlationId: string
  readonly revision: number
  readonly status: RunStatus
  readonly handoffStatus: HandoffStatus
  /** Real time; not null when somebody woke the run since it was leased. */
  readonly wakeAt: InstantText | null
  readonly isAwake: boolean
  /** Business time of the transaction. */
  readonly now: InstantText
  readonly leaseOwner: string | null
  readonly leaseEpoch: number
}

/** Null when there is no such run. */
export async function lockRun(transaction: Database, runId: string): Promise<LockedRun | null> {
  const { rows } = await sql<LockedRun>`
    select r.id, r.handoff_id as "handoffId", r.project_id as "projectId", r.correlation_id as "correlationId", r.revision, r.status,
      h.status as "handoffStatus", r.wake_at as "wakeAt", coalesce(r.wake_at <= clock_timestamp(), false) as "isAwake",
      platform.business_now() as now, r.lease_owner as "leaseOwner", r.lease_epoch as "leaseEpoch"
    from delivery.workflow_run r join delivery.handoff h on h.id = r.handoff_id
    where r.id = ${runId} for update of r`.execute(transaction)
  return rows[0] ?? null
}

/** Locks the run of a lease. @throws LeaseLostError when somebody else has it by now. */
export async function lockLeased(transaction: Database, lease: Lease): Promise<LockedRun> {
  const run = await lockRun(transaction, lease.runId)
  if (run === null || run.leaseOwner !== lease.owner || run.leaseEpoch !== lease.epoch) throw new LeaseLostError(lease)
  return run
}
