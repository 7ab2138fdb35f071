import { sql } from 'kysely'
import { teamMemberRows, workerRows } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import { createWriter } from '../../../shared/postgres/write.ts'
import type { HrSystem, Worker, WorkerFilter, WorkerOrderField } from '../../port.ts'
import { findSkillFaults } from '../../rules/worker-skill.ts'
import { NO_WORKER, upsertSkill } from './upsert-skill.ts'

export const workerTable = defineTable<Worker, WorkerFilter, 'workerNumber', WorkerOrderField>({
  from: 'hr.worker',
  columns: {
    id: column('id'),
    workerNumber: column('worker_number'),
    kind: column('kind'),
    status: column('status'),
    displayName: column('display_name'),
    givenName: column('given_name'),
    familyName: column('family_name'),
    workEmail: column('work_email'),
    workPhone: column('work_phone'),
    personalEmail: column('personal_email'),
    dateOfBirth: column('date_of_birth'),
    nationality: column('nationality'),
    nationalIdLast4: column('national_id_last4'),
    jobTitle: column('job_title'),
    grade: column('grade'),
    practice: column('practice'),
    department: column('department'),
    legalEntityId: column('legal_entity_id'),
    supplierId: column('supplier_id'),
    region: column('region'),
    country: column('country'),
    location: column('location'),
    timeZone: column('time_zone'),
    managerId: column('manager_id'),
    hireDate: column('hire_date'),
    terminationDate: column('termination_date'),
    fte: column('fte'),
    standardHoursPerWeek: column('standard_hours_per_week'),
    targetUtilization: column('target_utilization'),
    languages: column('languages'),
    workAuthorizations: column('work_authorizations'),
    annualSalary: moneyColumn('annual_salary', 'salary_currency'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { workerNumber: 'worker_number' },
  filters: {
    ids: oneOf('id'),
    kind: oneOf('kind'),
    status: oneOf('status'),
    region: oneOf('region'),
    skills: (needed) => sql`not exists (
      select from jsonb_to_recordset(${JSON.stringify(needed)}::jsonb) as n(code text, "minimumLevel" integer)
      where not exists (
        select from hr.worker_skill s where s.worker_id = t.id and s.skill_id = n.code and s.level >= coalesce(n."minimumLevel", 1)))`,
  },
  orders: {
    DISPLAY_NAME: { column: 'display_name', type: 'text' },
    UPDATED_AT: { column: 'updated_at', type: 'timestamptz' },
  },
  rows: bindRows(workerRows, { id: oneOf('id'), supplier: oneOf('supplier_id') }),
})

/** The same records on the road from a project, where the rule is another. */
const teamTable = { ...workerTable, rows: bindRows(teamMemberRows, { id: oneOf('id'), status: oneOf('status') }) }

export const createTeamMembers = (db: Database): HrSystem['teamMembers'] =>
  createReader<Worker, WorkerFilter, 'workerNumber', WorkerOrderField>(db, teamTable)

export function createWorkers(db: Database): HrSystem['workers'] {
  const reader = createReader(db, workerTable)
  const write = createWriter(db, 'hr')
  return {
    ...reader,

    async act(id, action, options, call) {
      const faults = findSkillFaults(action)
      if (faults.length > 0) return { ok: false, errors: faults }
      const input = { id, action, ifRevision: options.ifRevision ?? null }
      const on = [{ source: reader.source, id, missing: NO_WORKER }]
      return write({ operation: 'upsertWorkerSkill', input, options, call, on }, reader, (transaction) =>
        upsertSkill(transaction, id, action, options.ifRevision),
      )
    },
  }
}
