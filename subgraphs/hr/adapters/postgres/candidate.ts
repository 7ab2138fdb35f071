import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { Candidate, HrSystem } from '../../port.ts'
import { workerTable } from './worker.ts'

export function createCandidates(db: Database): HrSystem['candidates'] {
  return {
    async findCandidates(demands, { principal }) {
      const visible = workerTable.rows.visibleTo(principal)
      const asked = JSON.stringify(demands.map((demand, position) => ({ ...demand, position })))
      const { rows } = await sql<Candidate & { position: number }>`
        select d.position, t.id as "workerId", t.worker_number as "workerNumber", t.region, t.country,
          t.standard_hours_per_week as "standardHoursPerWeek",
          (select coalesce(jsonb_object_agg(s.skill_id, s.level), '{}')
            from hr.worker_skill s join ${SKILLS_OF_DEMAND} on n."skillCode" = s.skill_id
            where s.worker_id = t.id) as levels
        from jsonb_to_recordset(${asked}::jsonb)
          as d(position integer, "requiredSkills" jsonb, country text, "startDate" date, "endDate" date)
        join hr.worker t on t.status in ('ACTIVE', 'PRE_HIRE')
          and t.hire_date <= d."startDate" and (t.termination_date is null or t.termination_date >= d."endDate")
          and (d.country is null or d.country = any(t.work_authorizations))
        where not exists (
          select from ${SKILLS_OF_DEMAND} where n.mandatory and not exists (
            select from hr.worker_skill s
            where s.worker_id = t.id and s.skill_id = n."skillCode" and s.level >= n."minimumLevel"))
          ${visible === null ? sql`` : sql`and ${visible}`}`.execute(db)
      const found = demands.map((): Candidate[] => [])
      for (const { position, ...candidate } of rows) found[position]?.push(candidate)
      return found
    },
  }
}

/** The skills of the demand `d` as rows. */
const SKILLS_OF_DEMAND = sql`jsonb_to_recordset(d."requiredSkills") as n("skillCode" text, "minimumLevel" integer, mandatory boolean)`
