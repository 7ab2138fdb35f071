import { sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { Failure } from '../../../failure.ts'
import type { ErrorCategory, SystemCode } from '../../../port.ts'
import type { CompensationStatus, StepStatus } from '../../../states.ts'
import type { StepDefinition } from '../../../workflows/definition.ts'
import type { Journal, RunInput } from '../../../workflows/journal.ts'
import { patchHandoff } from './handoff-patch.ts'
import { cancellationOf, type LockedRun, lockRun, moveHandoff, recordIn, stepId } from './locked-run.ts'

type StepJournal = Pick<Journal, 'openStep' | 'completeStep' | 'retryStep' | 'failStep' | 'openUndo' | 'completeUndo'>

export interface StepRow {
  readonly id: string
  readonly status: StepStatus
  readonly result: unknown
  readonly compensationStatus: CompensationStatus
  readonly errorCode: string | null
  readonly errorCategory: ErrorCategory | null
  readonly errorMessage: string | null
  readonly errorSystem: SystemCode | null
}

/** The ledger of steps. `inTransaction` runs and, when the database was away, repeats one transaction. */
export function createStepJournal(
  inTransaction: <Result>(work: (transaction: Database) => Promise<Result>) => Promise<Result>,
): StepJournal {
  return {
    openStep: (run, definition) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.status === 'COMPLETED') return { kind: 'completed', result: step.result }
        // A request for a decision that was made before: the run looks for the answer next.
        if (step.status === 'WAITING') return { kind: 'completed', result: null }
        if (step.status === 'FAILED') return { kind: 'failed', failure: failureOf(step), isBegun: true }
        assertGoingOn(locked, step)

        const cancelled = cancellationOf(locked)
        if (cancelled !== null) {
          const isBegun = step.status !== 'PENDING'
          if (isBegun) await end(transaction, locked, step, cancelled)
          return { kind: 'failed', failure: cancelled, isBegun }
        }
        await moveHandoff(transaction, locked, definition.during)
        // RUNNING already: the worker that began the attempt is gone, and this one begins it again.
        if (step.status !== 'RUNNING') {
          await recordIn(transaction, locked, { entity: 'WorkflowStep', entityId: step.id, from: step.status, to: 'RUNNING' })
        }
        await sql`update delivery.workflow_step set status = 'RUNNING', attempt = attempt + 1, next_retry_at = null,
          started_at = coalesce(started_at, platform.business_now()), revision = revision + 1, updated_at = now()
          where id = ${step.id}`.execute(transaction)
        await sql`update delivery.workflow_run set current_step_key = ${definition.key}, revision = revision + 1, updated_at = now()
          where id = ${run.runId}`.execute(transaction)
        return { kind: 'go' }
      }),

    completeStep: (run, definition, completion) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        // Another worker was faster: its answer counts, and the effect was one, because the key was the same.
        if (step.status === 'COMPLETED') return step.result as typeof completion.result // written by the same step
        assertGoingOn(locked, step)
        const { result, externalReference = null, handoff = {}, details = {} } = completion
        await recordIn(transaction, locked, {
          entity: 'WorkflowStep',
          entityId: step.id,
          from: step.status,
          to: 'COMPLETED',
          details: { ...details, ...(externalReference !== null && { externalReference }) },
        })
        await sql`update delivery.workflow_step set status = 'COMPLETED', completed_at = platform.business_now(),
          external_reference = ${externalReference}, result = ${JSON.stringify(result)}::jsonb, next_retry_at = null,
          revision = revision + 1, updated_at = now() where id = ${step.id}`.execute(transaction)
        await patchHandoff(transaction, run, handoff)
        return result
      }),

    retryStep: (run, definition, failure, nextRetryAt) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.status === 'RETRYING') return
        assertGoingOn(locked, step)
        await recordIn(transaction, locked, {
          entity: 'WorkflowStep',
          entityId: step.id,
          from: step.status,
          to: 'RETRYING',
          details: { code: failure.code, category: failure.category },
        })
        await writeError(transaction, step.id, 'RETRYING', failure)
        await sql`update delivery.workflow_step set next_retry_at = ${nextRetryAt} where id = ${step.id}`.execute(transaction)
        await countException(transaction, run.runId)
      }),

    failStep: (run, definition, failure, handoff) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.status === 'FAILED') return
        assertGoingOn(locked, step)
        await end(transaction, locked, step, failure)
        await patchHandoff(transaction, run, handoff)
      }),

    openUndo: (run, definition) =>
      inTransaction(async (transaction) => {
        await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.compensationStatus === 'DONE') return false
        await sql`update delivery.workflow_step set compensation_status = 'PENDING', revision = revision + 1, updated_at = now()
          where id = ${step.id}`.execute(transaction)
        return true
      }),

    completeUndo: (run, definition, handoff) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.compensationStatus === 'DONE') return
        await recordIn(transaction, locked, { entity: 'WorkflowStep', entityId: step.id, from: step.status, to: 'COMPENSATED' })
        await sql`update delivery.workflow_step set status = 'COMPENSATED', compensation_status = 'DONE',
          revision = revision + 1, updated_at = now() where id = ${step.id}`.execute(transaction)
        await patchHandoff(transaction, run, handoff)
      }),
  }
}

export async function lockStep(transaction: Database, run: RunInput, { key }: StepDefinition): Promise<StepRow> {
  const { rows } = await sql<StepRow>`
    select id, status, result, compensation_status as "compensationStatus", error_code as "errorCode",
      error_category as "errorCategory", error_message as "errorMessage", error_system as "errorSystem"
    from delivery.workflow_step where id = ${stepId(run, key)} for update`.execute(transaction)
  const [step] = rows
  if (step === undefined) throw new Error(`step ${stepId(run, key)} does not exist`)
  return step
}

/** A worker that was taken for dead may wake up and go on; what the others have ended, it cannot change any more. */
function assertGoingOn({ status }: LockedRun, step: StepRow): void {
  if (status === 'RUNNING' || status === 'WAITING_APPROVAL') return
  throw new Error(`run of step ${step.id} is ${status}: another worker has moved it on`)
}

async function end(transaction: Database, run: LockedRun, step: StepRow, failure: Failure): Promise<void> {
  const { code, category } = failure
  await recordIn(transaction, run, {
    entity: 'WorkflowStep',
    entityId: step.id,
    from: step.status,
    to: 'FAILED',
    details: { code, category },
  })
  await writeError(transaction, step.id, 'FAILED', failure)
  await sql`update delivery.workflow_step set completed_at = platform.business_now(), next_retry_at = null where id = ${step.id}`.execute(
    transaction,
  )
  await countException(transaction, run.id)
}

async function writeError(transaction: Database, id: string, status: StepStatus, failure: Failure): Promise<void> {
  const { code, category, message, system } = failure
  await sql`update delivery.workflow_step set status = ${status}, error_code = ${code}, error_category = ${category},
    error_message = ${message}, error_system = ${system}, revision = revision + 1, updated_at = now() where id = ${id}`.execute(
    transaction,
  )
}

export async function countException(transaction: Database, runId: string): Promise<void> {
  await sql`update delivery.workflow_run set exception_count = exception_count + 1 where id = ${runId}`.execute(transaction)
}

function failureOf({ errorCode, errorCategory, errorMessage, errorSystem }: StepRow): Failure {
  return {
    code: errorCode ?? 'UNEXPECTED_ERROR',
    category: errorCategory ?? 'UNKNOWN',
    message: errorMessage ?? '',
    system: errorSystem,
  }
}
