import { sql } from 'kysely'
import { taskRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is } from '../../../shared/postgres/table.ts'
import type { PsaSystem, Task, TaskFilter } from '../../port.ts'
import { conditionsByProject } from './project-rows.ts'

const taskTable = defineTable<Task, TaskFilter, 'projectId', never>({
  from: 'psa.task',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    phaseId: column('phase_id'),
    name: column('name'),
    status: column('status'),
    assigneeId: column('assignee_id'),
    plannedHours: column('planned_hours'),
    remainingHours: column('remaining_hours'),
    dueDate: column('due_date'),
    billable: column('billable'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id' },
  filters: { status: is('status') },
  orders: {},
  rows: bindRows(taskRows, conditionsByProject(sql.ref('t.project_id'))),
})

export const createTasks = (db: Database): PsaSystem['tasks'] => createReader(db, taskTable)
