import { sql } from 'kysely'
import { kickoffRows } from '../../../../policies/index.ts'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable } from '../../../shared/postgres/table.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { NoFilter, PsaSystem } from '../../port.ts'
import { refuseKickoff } from '../../rules/kickoff.ts'
import type { Kickoff, KickoffDraft, StaffingSummary } from '../../staffing-port.ts'
import { businessNow } from './business-now.ts'
import { lockProject, NO_PROJECT } from './locked-project.ts'
import { conditionsByProject } from './project-rows.ts'
import { announceProject } from './staffing-events.ts'
import { summariseStaffing } from './staffing-summary.ts'

const kickoffTable = defineTable<Kickoff, NoFilter, never, never>({
  from: 'psa.kickoff',
  columns: {
    id: column('id'),
    heldAt: column('held_at'),
    attendeeCount: column('attendee_count'),
    checklist: column('checklist'),
    waiverReason: column('waiver_reason'),
    recordedBy: column('recorded_by'),
    recordedAt: column('recorded_at'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: {},
  filters: {},
  orders: {},
  rows: bindRows(kickoffRows, conditionsByProject(sql.ref('t.id'))),
})

export const createKickoffs = (db: Database): PsaSystem['kickoffs'] => createReader(db, kickoffTable)

/** Records the one kickoff of a project, which ends its mobilisation: work begins on the day on which it was held. */
export async function recordKickoff(
  transaction: Database,
  projectId: string,
  kickoff: KickoffDraft,
  call: Call,
): Promise<Outcome> {
  const project = await lockProject(transaction, projectId)
  if (project === null) return refuse(NO_PROJECT)
  const { rows } = await sql<{ revision: number }>`select revision from psa.kickoff where id = ${projectId}`.execute(transaction)
  const [former] = rows
  if (former !== undefined) {
    const message = 'The kickoff of the project is on record already.'
    return refuse({ code: 'CONFLICT', message, currentRevision: former.revision })
  }
  const staffing = (await summariseStaffing(transaction, [projectId])).get(projectId) as StaffingSummary // has every id asked for
  const now = await businessNow(transaction)
  const refusals = refuseKickoff(kickoff, { projectStatus: project.status, staffing, now })
  if (refusals.length > 0) return refuse(...refusals)

  const { heldAt, attendeeCount, checklist, waiverReason } = kickoff
  await sql`insert into psa.kickoff (id, held_at, attendee_count, checklist, waiver_reason, recorded_by, recorded_at)
    values (${projectId}, ${heldAt}, ${attendeeCount}, ${JSON.stringify(checklist)}::jsonb, ${waiverReason},
      ${call.principal.subject}, ${now})`.execute(transaction)
  // A planned project passes through its mobilisation here: whoever held a kickoff had mobilised it.
  await sql`update psa.project set status = 'IN_PROGRESS', status_reason = 'The kickoff was held.',
    actual_start = coalesce(actual_start, ${heldAt}::timestamptz::date), revision = revision + 1, updated_at = now()
    where id = ${projectId} and status <> 'IN_PROGRESS'`.execute(transaction)
  await announceProject(transaction, 'kickoff.completed', projectId, call)
  return { ok: true, id: projectId }
}
