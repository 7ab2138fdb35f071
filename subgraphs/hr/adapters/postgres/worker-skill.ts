import { workerSkillRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, oneOf } from '../../../shared/postgres/table.ts'
import type { HrSystem, NoFilter, WorkerSkill } from '../../port.ts'

const workerSkillTable = defineTable<WorkerSkill, NoFilter, 'workerId', never>({
  from: 'hr.worker_skill',
  columns: {
    id: column('id'),
    workerId: column('worker_id'),
    skillId: column('skill_id'),
    level: column('level'),
    yearsOfExperience: column('years_of_experience'),
    lastUsedOn: column('last_used_on'),
    endorsed: column('endorsed'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { workerId: 'worker_id' },
  filters: {},
  orders: {},
  rows: bindRows(workerSkillRows, { worker: oneOf('worker_id') }),
})

export const createWorkerSkills = (db: Database): HrSystem['workerSkills'] => createReader(db, workerSkillTable)
