import { sql } from 'kysely'
import { phaseRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable } from '../../../shared/postgres/table.ts'
import type { NoFilter, Phase, PsaSystem } from '../../port.ts'
import { conditionsByProject } from './project-rows.ts'

const phaseTable = defineTable<Phase, NoFilter, 'projectId', never>({
  from: 'psa.phase',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    name: column('name'),
    order: column('position'),
    plannedStart: column('planned_start'),
    plannedEnd: column('planned_end'),
    plannedHours: column('planned_hours'),
    wbsCode: column('wbs_code'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id' },
  filters: {},
  orders: {},
  rows: bindRows(phaseRows, conditionsByProject(sql.ref('t.project_id'))),
})

export const createPhases = (db: Database): PsaSystem['phases'] => createReader(db, phaseTable)
