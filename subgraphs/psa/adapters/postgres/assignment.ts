import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import { createWriter } from '../../../shared/postgres/write.ts'
import type { Assignment, AssignmentFilter, PsaSystem } from '../../port.ts'
import { findReasonFault } from '../../rules/reason.ts'
import { APPROVAL_OUTDATED } from '../../rules/staffing-approval.ts'
import { awaitApproval } from './await-approval.ts'
import { bookWorker } from './book-worker.ts'
import { NO_REQUEST } from './locked-request.ts'
import { NO_ASSIGNMENT, releaseWorker } from './release-worker.ts'
import { staffingRequestTable } from './staffing-request.ts'

export const assignmentTable = defineTable<Assignment, AssignmentFilter, 'projectId' | 'workerId' | 'staffingRequestId', never>({
  from: 'psa.assignment',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    workerId: column('worker_id'),
    staffingRequestId: column('staffing_request_id'),
    role: column('role'),
    status: column('status'),
    startDate: column('start_date'),
    endDate: column('end_date'),
    allocation: column('allocation'),
    plannedHours: column('planned_hours'),
    actualHours: column('actual_hours'),
    billable: column('billable'),
    billRate: moneyColumn('bill_rate', 'bill_rate_currency'),
    subcontracted: column('subcontracted'),
    confirmedAt: column('confirmed_at'),
    releaseReason: column('release_reason'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id', workerId: 'worker_id', staffingRequestId: 'staffing_request_id' },
  filters: {
    projectIds: oneOf('project_id'),
    workerIds: oneOf('worker_id'),
    status: oneOf('status'),
    active: ({ from, to }) => sql`t.start_date <= ${to}::date and t.end_date >= ${from}::date`,
  },
  orders: {},
  rows: bindRows(internalOnly('Assignment'), {}),
})

export function createAssignments(db: Database): PsaSystem['assignments'] {
  const reader = createReader(db, assignmentTable)
  const write = createWriter(db, 'psa')
  return {
    ...reader,

    async create(draft, options, call) {
      const on = [{ source: staffingRequestTable, id: draft.staffingRequestId, missing: NO_REQUEST }]
      const request = { operation: 'confirmAssignment', input: draft, options, call, on }
      const booked = await write(request, reader, (transaction) => bookWorker(transaction, draft, call))
      if (!booked.ok && booked.errors.some(isOutdated)) await awaitApproval(db, draft, call)
      return booked
    },

    async act(id, { reason }, options, call) {
      const fault = findReasonFault(reason)
      if (fault !== null) return { ok: false, errors: [fault] }
      const on = [{ source: reader.source, id, missing: NO_ASSIGNMENT }]
      return write({ operation: 'releaseAssignment', input: { id, reason }, options, call, on }, reader, (transaction) =>
        releaseWorker(transaction, id, reason, call),
      )
    },

    async findWorkerIds(projectIds) {
      const { rows } = await sql<{ projectId: string; workerIds: readonly string[] }>`
        select project_id as "projectId", array_agg(distinct worker_id order by worker_id) as "workerIds"
        from psa.assignment where project_id = any(${projectIds}) and status <> 'RELEASED' group by project_id`.execute(db)
      return new Map(rows.map(({ projectId, workerIds }) => [projectId, workerIds]))
    },
  }
}

const isOutdated = (error: WriteError): boolean => error.code === 'POLICY_VIOLATION' && error.policy === APPROVAL_OUTDATED
