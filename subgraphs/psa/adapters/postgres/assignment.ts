import { sql } from 'kysely'
import { assignmentRows, projectTeamRows } from '../../../../policies/index.ts'
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
import { conditionsByProject, suppliedBy } from './project-rows.ts'
import { NO_ASSIGNMENT, releaseWorker } from './release-worker.ts'
import { staffingRequestTable } from './staffing-request.ts'

const ofProject = conditionsByProject(sql.ref('t.project_id'))

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
  rows: bindRows(assignmentRows, {
    supplier: suppliedBy,
    worker: oneOf('worker_id'),
    region: ofProject.region,
    member: ofProject.member,
    manager: ofProject.manager,
  }),
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

    async findWorkerIds(projectIds, { principal }) {
      const visible = TEAM_ROWS.visibleTo(principal)
      const { rows } = await sql<{ projectId: string; workerIds: readonly string[] }>`
        select t.project_id as "projectId", array_agg(distinct t.worker_id order by t.worker_id) as "workerIds"
        from psa.assignment t where t.project_id = any(${projectIds}) and t.status <> 'RELEASED'
          ${visible === null ? sql`` : sql`and ${visible}`} group by 1`.execute(db)
      return new Map(rows.map(({ projectId, workerIds }) => [projectId, workerIds]))
    },
  }
}

const TEAM_ROWS = bindRows(projectTeamRows, ofProject)

const isOutdated = (error: WriteError): boolean => error.code === 'POLICY_VIOLATION' && error.policy === APPROVAL_OUTDATED
