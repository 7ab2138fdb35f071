import { sql } from 'kysely'
import { milestoneRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is, moneyColumn, oneOf, within } from '../../../shared/postgres/table.ts'
import type { Milestone, MilestoneFilter, MilestoneOrderField, PsaSystem } from '../../port.ts'
import { conditionsByProject } from './project-rows.ts'

const milestoneTable = defineTable<Milestone, MilestoneFilter, 'projectId', MilestoneOrderField>({
  from: 'psa.milestone',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    phaseId: column('phase_id'),
    name: column('name'),
    description: column('description'),
    kind: column('kind'),
    status: column('status'),
    ownerId: column('owner_id'),
    subcontractorId: column('subcontractor_id'),
    baselineDate: column('baseline_date'),
    plannedDate: column('planned_date'),
    forecastDate: column('forecast_date'),
    completedAt: column('completed_at'),
    submittedAt: column('submitted_at'),
    acceptedAt: column('accepted_at'),
    slipCount: column('slip_count'),
    billable: column('billable'),
    amount: moneyColumn('amount'),
    acceptanceCriteria: column('acceptance_criteria'),
    deemedAcceptanceDays: column('deemed_acceptance_days'),
    evidence: column('evidence'),
    dependsOnIds: column('depends_on_ids'),
    percentComplete: column('percent_complete'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id' },
  filters: {
    projectIds: oneOf('project_id'),
    status: oneOf('status'),
    plannedDate: within('planned_date'),
    billable: is('billable'),
    overdue: (overdue) =>
      sql`(t.planned_date < platform.business_now()::date and t.status in ('PLANNED', 'IN_PROGRESS', 'AT_RISK', 'REJECTED')) = ${overdue}`,
  },
  orders: {
    PLANNED_DATE: { column: 'planned_date', type: 'date' },
    UPDATED_AT: { column: 'updated_at', type: 'timestamptz' },
  },
  rows: bindRows(milestoneRows, conditionsByProject(sql.ref('t.project_id'))),
})

export const createMilestones = (db: Database): PsaSystem['milestones'] => createReader(db, milestoneTable)
