import { sql } from 'kysely'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { ASSIGNMENT_TRANSITIONS, PROPOSAL_TRANSITIONS, STAFFING_REQUEST_TRANSITIONS, statesBefore } from '../../states.ts'
import { lockProject } from './locked-project.ts'
import { announceRequest } from './staffing-events.ts'
import { releaseBookings } from './worker-week.ts'

/** The undo of asking for people: nothing of it is left open, and the bookings made from it are free again. */
export async function cancelStaffing(transaction: Database, projectId: string, reason: string, call: Call): Promise<Outcome> {
  await lockProject(transaction, projectId)
  const asked = await sql`select from psa.staffing_request where project_id = ${projectId} limit 1`.execute(transaction)
  if (asked.rows.length === 0) {
    return refuse({
      code: 'NOT_FOUND',
      message: 'There is no staffing request of such a project.',
      field: ['input', 'projectId'],
    })
  }
  const { rows } = await sql<{ id: string }>`select a.id from psa.assignment a
    join psa.staffing_request s on s.id = a.staffing_request_id
    where s.project_id = ${projectId} and a.status = any(${statesBefore(ASSIGNMENT_TRANSITIONS, 'RELEASED')})`.execute(
    transaction,
  )
  await releaseBookings(
    transaction,
    rows.map(({ id }) => id),
    reason,
  )
  await cancelRequests(transaction, projectId, reason, call)
  return { ok: true, id: projectId }
}

/** Cancels every request of a locked project and withdraws its candidates; bookings are the caller's to release. */
export async function cancelRequests(transaction: Database, projectId: string, reason: string, call: Call): Promise<void> {
  const { rows } = await sql<{ id: string }>`update psa.staffing_request set status = 'CANCELLED', cancel_reason = ${reason},
      revision = revision + 1, updated_at = now()
    where project_id = ${projectId} and status = any(${statesBefore(STAFFING_REQUEST_TRANSITIONS, 'CANCELLED')})
    returning id`.execute(transaction)
  const ids = rows.map(({ id }) => id)
  await withdrawCandidates(transaction, ids)
  for (const id of ids.toSorted()) await announceRequest(transaction, { id, projectId, status: 'CANCELLED' }, call)
}

/** Withdraws every candidate of these requests that is not out already, except the one that was chosen. */
export async function withdrawCandidates(
  transaction: Database,
  requestIds: readonly string[],
  chosenId: string | null = null,
): Promise<void> {
  await sql`update psa.candidate_proposal set status = 'WITHDRAWN', revision = revision + 1, updated_at = now()
    where staffing_request_id = any(${requestIds}) and id is distinct from ${chosenId}
      and status = any(${statesBefore(PROPOSAL_TRANSITIONS, 'WITHDRAWN')})`.execute(transaction)
}
