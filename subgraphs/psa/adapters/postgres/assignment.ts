import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import type { Assignment, AssignmentFilter, PsaSystem } from '../../port.ts'

const assignmentTable = defineTable<Assignment, AssignmentFilter, 'projectId' | 'workerId', never>({
  from: 'psa.assignment',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    workerId: column('worker_id'),
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
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id', workerId: 'worker_id' },
  filters: {
    projectIds: oneOf('project_id'),
    workerIds: oneOf('worker_id'),
    status: oneOf('status'),
    active: ({ from, to }) => sql`t.start_date <= ${to}::date and t.end_date >= ${from}::date`,
  },
  orders: {},
})

export function createAssignments(db: Database): PsaSystem['assignments'] {
  return {
    ...createReader(db, assignmentTable),
    async findWorkerIds(projectIds) {
      const { rows } = await sql<{ projectId: string; workerIds: readonly string[] }>`
        select project_id as "projectId", array_agg(distinct worker_id order by worker_id) as "workerIds"
        from psa.assignment where project_id = any(${projectIds}) and status <> 'RELEASED' group by project_id`.execute(db)
      return new Map(rows.map(({ projectId, workerIds }) => [projectId, workerIds]))
    },
  }
}
