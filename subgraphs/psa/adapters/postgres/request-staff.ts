import { sql } from 'kysely'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { refuseUnstaffable } from '../../rules/staffable-project.ts'
import { staffingDeadline } from '../../rules/staffing-deadline.ts'
import type { StaffingRequestDraft } from '../../staffing-port.ts'
import type { StaffingRequestStatus } from '../../states.ts'
import { businessNow } from './business-now.ts'
import { lockProject, NO_PROJECT } from './locked-project.ts'
import { announceRequest } from './staffing-events.ts'

/**
 * Asks for people, all of a set or none. A request that is there already with the same content is left as it is, so that a
 * set may be sent again; one with other content, or that was cancelled meanwhile, refuses the set. Answers the project.
 */
export async function requestStaff(
  transaction: Database,
  projectId: string,
  drafts: readonly StaffingRequestDraft[],
  call: Call,
): Promise<Outcome> {
  const project = await lockProject(transaction, projectId)
  if (project === null) return refuse(NO_PROJECT)
  const refusal = refuseUnstaffable(project.status)
  if (refusal !== null) return refuse(refusal)

  const submittedAt = await businessNow(transaction)
  const given = sql`jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as r(id text, role text, grade text,
    "requiredSkills" jsonb, country text, "startDate" date, "endDate" date, hours numeric, allocation numeric,
    "mandatoryForKickoff" boolean, sourcing text)`
  const inserted = await sql<{ id: string }>`insert into psa.staffing_request (id, project_id, role, grade, required_skills,
      region, country, start_date, end_date, hours, allocation, mandatory_for_kickoff, sourcing, requested_by, submitted_at, due_at)
    select r.id, ${projectId}, r.role, r.grade, r."requiredSkills", ${project.region}, r.country, r."startDate", r."endDate",
      r.hours, r.allocation, r."mandatoryForKickoff", r.sourcing, ${call.principal.subject}, ${submittedAt}, ${staffingDeadline(submittedAt)}
    from ${given} on conflict (id) do nothing returning id`.execute(transaction)

  const existing = await sql<{ id: string; status: StaffingRequestStatus; revision: number; isSame: boolean }>`
    select s.id, s.status, s.revision, (s.project_id, s.role, s.grade, s.required_skills, s.country, s.start_date,
        s.end_date, s.hours, s.allocation, s.mandatory_for_kickoff, s.sourcing)
      is not distinct from (${projectId}::text, r.role, r.grade, r."requiredSkills", r.country, r."startDate", r."endDate", r.hours,
        r.allocation, r."mandatoryForKickoff", r.sourcing) as "isSame"
    from psa.staffing_request s join ${given} on r.id = s.id order by s.id`.execute(transaction)
  const other = existing.rows.find(({ isSame }) => !isSame)
  if (other !== undefined) {
    return refuse({
      code: 'CONFLICT',
      message: `The request ${other.id} exists already with other content.`,
      currentRevision: other.revision,
    })
  }
  const cancelled = existing.rows.find(({ status }) => status === 'CANCELLED')
  if (cancelled !== undefined) {
    const message = `The request ${cancelled.id} was cancelled; ask anew under another id.`
    return refuse({ code: 'INVALID_STATE', message, currentState: 'CANCELLED', allowedStates: [] })
  }
  for (const { id } of inserted.rows) await announceRequest(transaction, { id, projectId, status: 'SUBMITTED' }, call)
  return { ok: true, id: projectId }
}
