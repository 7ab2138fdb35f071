import { sql } from 'kysely'
import { idFor } from '../../../../../contracts/wire/ids.ts'
import type { InstantText } from '../../../../../contracts/wire/values.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import { blockersOf, type Failure } from '../../../failure.ts'
import type { StepStatus } from '../../../states.ts'
import type { Journal, RunInput } from '../../../workflows/journal.ts'
import { cancellationOf, type LockedRun, lockRun, moveHandoff, moveRun, recordIn } from './locked-run.ts'
import { countException, lockStep } from './step-journal.ts'

type RunJournal = Pick<
  Journal,
  'finishRun' | 'startCompensation' | 'parkRun' | 'unparkRun' | 'endRun' | 'reserveProject' | 'voidReservation'
>

/** Beginnings and ends of whole runs. */
export function createRunJournal(
  inTransaction: <Result>(work: (transaction: Database) => Promise<Result>) => Promise<Result>,
): RunJournal {
  return {
    finishRun: (run, definition, measure) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        if (locked.status === 'COMPLETED') return null
        const cancelled = cancellationOf(locked)
        if (cancelled !== null) return cancelled
        const { rows } = await sql<{ now: InstantText; acceptedAt: InstantText; approvedAt: InstantText; projectId: string }>`
          select platform.business_now() as now, accepted_at as "acceptedAt", contract_approved_at as "approvedAt", project_id as "projectId"
          from delivery.handoff where id = ${run.handoffId}`.execute(transaction)
        const [facts] = rows
        if (facts === undefined) throw new Error(`handoff ${run.handoffId} does not exist`)
        await sql`update delivery.handoff set project_created_at = ${facts.now}, setup_cycle_hours = ${measure(facts.acceptedAt, facts.now)},
          blockers = '[]' where id = ${run.handoffId}`.execute(transaction)
        await enterStages(transaction, facts)
        await sql`update delivery.project_reservation set status = 'IN_USE' where run_id = ${run.runId}`.execute(transaction)
        await moveHandoff(transaction, locked, definition.endsIn, { projectId: facts.projectId })
        await moveRun(transaction, locked, 'COMPLETED')
        return null
      }),

    startCompensation: (run, failure) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        if (locked.status !== 'RUNNING' && locked.status !== 'WAITING_APPROVAL') return
        await writeFailure(transaction, run, failure)
        const requestedBy = locked.cancelRequestedBy
        const { code, category } = failure
        await moveRun(transaction, locked, 'COMPENSATING', { code, category, ...(requestedBy !== null && { requestedBy }) })
        await withdrawApprovals(transaction, locked)
        await skipSteps(transaction, locked)
      }),

    parkRun: (run, definition, failure) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (locked.status !== 'COMPENSATING' || step.compensationStatus !== 'PENDING') return
        await sql`update delivery.workflow_step set compensation_status = 'FAILED', revision = revision + 1, updated_at = now()
          where id = ${step.id}`.execute(transaction)
        await countException(transaction, run.runId)
        // The request was used up by this compensation; the next one is the operator's word to try again.
        await sql`update delivery.workflow_run set cancel_requested_by = null, cancel_requested_at = null where id = ${run.runId}`.execute(
          transaction,
        )
        await moveRun(transaction, locked, 'IN_REVIEW', { step: definition.key, code: failure.code, category: failure.category })
        await writeBlockers(transaction, run, {
          code: 'UNDO_FAILED',
          category: failure.category,
          message: `${definition.name} could not be undone: ${failure.message}`,
          system: failure.system,
        })
        await moveHandoff(transaction, locked, 'BLOCKED', { step: definition.key })
      }),

    unparkRun: (run) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        if (locked.status !== 'IN_REVIEW') return true
        if (locked.cancelRequestedBy === null) return false
        await moveRun(transaction, locked, 'COMPENSATING', { requestedBy: locked.cancelRequestedBy })
        return true
      }),

    endRun: (run, failure) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        if (locked.status !== 'COMPENSATING') return
        // Also a run that failed by itself counts as cancelled when a person asked for it meanwhile.
        const isCancelled = failure.category === 'CANCELLED' || locked.cancelRequestedBy !== null
        if (isCancelled) {
          await sql`update delivery.handoff set blockers = '[]' where id = ${run.handoffId}`.execute(transaction)
        } else {
          await writeBlockers(transaction, run, failure)
        }
        await moveHandoff(transaction, locked, isCancelled ? 'CANCELLED' : 'BLOCKED', { code: failure.code })
        await moveRun(transaction, locked, isCancelled ? 'CANCELLED' : 'FAILED', { code: failure.code })
      }),

    reserveProject: (run, entityCode) =>
      inTransaction(async (transaction) => {
        await lockRun(transaction, run.runId)
        await sql`insert into delivery.project_reservation (project_id, code, run_id, status)
          values (${idFor('Project', run.key)}, ${entityCode} || '-' || nextval('delivery.project_number'), ${run.runId}, 'RESERVED')
          on conflict (run_id) do nothing`.execute(transaction)
        const { rows } = await sql<{ projectId: string; code: string }>`select project_id as "projectId", code
          from delivery.project_reservation where run_id = ${run.runId}`.execute(transaction)
        const [reservation] = rows
        if (reservation === undefined) throw new Error(`run ${run.runId} has no reservation after making one`)
        return reservation
      }),

    voidReservation: (run) =>
      inTransaction(async (transaction) => {
        const { rows } = await sql<{ projectId: string }>`update delivery.project_reservation set status = 'VOID'
          where run_id = ${run.runId} returning project_id as "projectId"`.execute(transaction)
        return rows[0]?.projectId ?? null
      }),
  }
}

/** The stages that the project has gone through by its creation. */
async function enterStages(
  transaction: Database,
  {
    projectId,
    acceptedAt,
    approvedAt,
    now,
  }: {
    readonly projectId: string
    readonly acceptedAt: InstantText
    readonly approvedAt: InstantText
    readonly now: InstantText
  },
): Promise<void> {
  // Each system stamps its own part; a stage never ends before it begins.
  const approved = acceptedAt < approvedAt ? approvedAt : acceptedAt
  const created = approved < now ? now : approved
  const entries = [
    ['OPPORTUNITY_ACCEPTED', acceptedAt, approved],
    ['CONTRACT_APPROVED', approved, created],
    ['PROJECT_CREATED', created, null],
  ] as const
  for (const [stage, enteredAt, leftAt] of entries) {
    await sql`insert into delivery.project_stage (id, project_id, stage, entered_at, left_at)
      values (${`${projectId}:${stage}`}, ${projectId}, ${stage}, ${enteredAt}, ${leftAt})`.execute(transaction)
  }
}

async function writeFailure(transaction: Database, run: RunInput, { code, category, message, system }: Failure): Promise<void> {
  await sql`update delivery.workflow_run set failure_code = ${code}, failure_category = ${category}, failure_message = ${message},
    failure_system = ${system} where id = ${run.runId}`.execute(transaction)
}

async function writeBlockers(transaction: Database, run: RunInput, failure: Failure): Promise<void> {
  const { rows } = await sql<{ now: InstantText }>`select platform.business_now() as now`.execute(transaction)
  const blockers = blockersOf(failure).map((blocker) => ({ ...blocker, since: rows[0]?.now }))
  await sql`update delivery.handoff set blockers = ${JSON.stringify(blockers)}::jsonb where id = ${run.handoffId}`.execute(
    transaction,
  )
}

async function withdrawApprovals(transaction: Database, run: LockedRun): Promise<void> {
  const { rows } = await sql<{
    id: string
  }>`update delivery.approval set status = 'CANCELLED', revision = revision + 1, updated_at = now()
    where run_id = ${run.id} and status = 'PENDING' returning id`.execute(transaction)
  for (const { id } of rows)
    await recordIn(transaction, run, { entity: 'Approval', entityId: id, from: 'PENDING', to: 'CANCELLED' })
}

async function skipSteps(transaction: Database, run: LockedRun): Promise<void> {
  const { rows } = await sql<{ id: string; status: StepStatus }>`select id, status from delivery.workflow_step
    where run_id = ${run.id} and status in ('PENDING', 'WAITING') order by position for update`.execute(transaction)
  for (const { id, status } of rows)
    await recordIn(transaction, run, { entity: 'WorkflowStep', entityId: id, from: status, to: 'SKIPPED' })
  await sql`update delivery.workflow_step set status = 'SKIPPED', revision = revision + 1, updated_at = now()
    where run_id = ${run.id} and status in ('PENDING', 'WAITING')`.execute(transaction)
}
