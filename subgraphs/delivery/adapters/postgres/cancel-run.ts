import { sql } from 'kysely'
import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import { type EngineClient, UnknownRunError } from '../../engine/port.ts'
import type { RunAction, WorkflowRun } from '../../port.ts'
import { checkCancel, checkIdempotencyKey } from '../../rules/input-rules.ts'
import type { RunStatus } from '../../states.ts'
import { lockRun } from './journal/locked-run.ts'
import { RUNS } from './records.ts'

/** Runs that can be cancelled. One in review is asked to try again the undo that failed. */
const CANCELLABLE: ReadonlySet<RunStatus> = new Set<RunStatus>(['RUNNING', 'WAITING_APPROVAL', 'IN_REVIEW'])

/**
 * Asks a run to undo itself. The request is a row that every step looks at before it begins, and a signal for a run that
 * waits. ERP refuses the undo once something was posted: then the run waits for an operator instead.
 */
export function createRunCanceller(db: Database, engine: EngineClient) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, RUNS)

  return async function act(runId: string, action: RunAction, options: WriteOptions, call: Call): Promise<Write<WorkflowRun>> {
    const faults = [...checkIdempotencyKey(options.idempotencyKey), ...checkCancel(action)]
    if (faults.length > 0) return { ok: false, errors: faults }
    const request = { operation: 'cancelRun', input: { runId, ...action }, options, call }
    return write<WorkflowRun>(request, reader, async (transaction) => {
      const key = await keyOf(transaction, runId)
      if (key === null) return refuse({ code: 'NOT_FOUND', message: 'There is no such run.', field: ['input', 'runId'] })
      const { status, cancelRequestedBy } = await lockRun(transaction, runId)
      if (!CANCELLABLE.has(status)) {
        return refuse({
          code: 'INVALID_STATE',
          message: `A run that is ${status} cannot be cancelled.`,
          currentState: status,
          allowedStates: [],
        })
      }
      if (cancelRequestedBy === null) {
        await sql`update delivery.workflow_run set cancel_requested_by = ${call.principal.subject},
          cancel_requested_at = platform.business_now(), cancel_reason = ${action.reason}, revision = revision + 1, updated_at = now()
          where id = ${runId}`.execute(transaction)
        await engine.requestCancel(key, `cancel ${call.correlationId} ${options.idempotencyKey}`, transaction)
      }
      return { ok: true, id: runId }
    }).catch(refuseUnknownRun)
  }
}

async function keyOf(transaction: Database, runId: string): Promise<string | null> {
  const { rows } = await sql<{ key: string }>`select key from delivery.workflow_run where id = ${runId}`.execute(transaction)
  return rows[0]?.key ?? null
}

/** Example data shows runs that were never executed: there is nothing to undo. */
function refuseUnknownRun(error: unknown): Write<WorkflowRun> {
  if (!(error instanceof UnknownRunError)) throw error
  const message = 'This run is not being executed.'
  return { ok: false, errors: [{ code: 'INVALID_STATE', message, currentState: 'RUNNING', allowedStates: [] }] }
}
