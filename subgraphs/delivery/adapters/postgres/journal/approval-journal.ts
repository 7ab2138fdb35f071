import { sql } from 'kysely'
import { idFor } from '../../../../../contracts/wire/ids.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { ApprovalReading, Journal } from '../../../workflows/journal.ts'
import { cancellationOf, lockRun, moveRun, recordIn } from './locked-run.ts'
import { lockStep } from './step-journal.ts'

/** Requests for decisions and their answers. */
export function createApprovalJournal(
  inTransaction: <Result>(work: (transaction: Database) => Promise<Result>) => Promise<Result>,
): Pick<Journal, 'askApproval' | 'readApprovals'> {
  return {
    askApproval: (run, definition, request) =>
      inTransaction(async (transaction) => {
        const { approval } = definition
        if (approval === undefined) throw new Error(`step ${definition.key} asks nobody`)
        const locked = await lockRun(transaction, run.runId)
        const step = await lockStep(transaction, run, definition)
        if (step.status !== 'RUNNING') return
        const id = idFor('Approval', run.runId, approval.kind)
        await sql`insert into delivery.approval (id, run_id, handoff_id, contract_id, step_key, kind, status, title, amount, currency,
          approver_role, requested_by, requested_by_worker_id, due_at)
          values (${id}, ${run.runId}, ${run.handoffId}, ${request.contractId}, ${definition.key}, ${approval.kind}, 'PENDING',
          ${request.title}, ${request.amount?.amount ?? null}, ${request.amount?.currency ?? null}, ${approval.approverRole},
          ${run.startedBy.subject}, ${run.startedBy.workerId}, ${request.dueAt})`.execute(transaction)
        const details = { kind: approval.kind, approverRole: approval.approverRole, dueAt: request.dueAt }
        await recordIn(transaction, locked, { entity: 'Approval', entityId: id, from: null, to: 'PENDING', details })
        await recordIn(transaction, locked, { entity: 'WorkflowStep', entityId: step.id, from: step.status, to: 'WAITING' })
        await sql`update delivery.workflow_step set status = 'WAITING', revision = revision + 1, updated_at = now()
          where id = ${step.id}`.execute(transaction)
      }),

    readApprovals: (run) =>
      inTransaction(async (transaction) => {
        const locked = await lockRun(transaction, run.runId)
        const { rows: approvals } = await sql<ApprovalReading>`select step_key as "stepKey", id as "approvalId", status,
          decided_by_worker_id as "decidedByWorkerId", comment
          from delivery.approval where run_id = ${run.runId} order by step_key`.execute(transaction)
        const isDecided = approvals.every(({ status }) => status !== 'PENDING')
        // Waiting begins when everybody of the group was asked, and ends with the last decision.
        if (cancellationOf(locked) === null) await moveRun(transaction, locked, isDecided ? 'RUNNING' : 'WAITING_APPROVAL')
        return { approvals, cancelled: cancellationOf(locked) }
      }),
  }
}
