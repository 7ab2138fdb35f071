import { sql } from 'kysely'
import type { Call, WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { staffingDeadline } from '../../rules/staffing-deadline.ts'
import { ASSIGNMENT_TRANSITIONS, type AssignmentStatus, refuseTransition } from '../../states.ts'
import { businessNow } from './business-now.ts'
import { withdrawCandidates } from './cancel-staffing.ts'
import { lockProjectOf } from './locked-project.ts'
import { announceRequest } from './staffing-events.ts'
import { releaseBookings } from './worker-week.ts'

export const NO_ASSIGNMENT: WriteError = {
  code: 'NOT_FOUND',
  message: 'There is no such assignment.',
  field: ['input', 'assignmentId'],
}

/**
 * Releases a booking: its hours are free again, and the request that it filled looks for somebody anew, with a new deadline.
 * Answers the booking.
 */
export async function releaseWorker(transaction: Database, id: string, reason: string, call: Call): Promise<Outcome> {
  await lockProjectOf(transaction, 'psa.assignment', id)
  const { rows } = await sql<{ status: AssignmentStatus; staffingRequestId: string | null }>`
    select status, staffing_request_id as "staffingRequestId" from psa.assignment where id = ${id}`.execute(transaction)
  const [booking] = rows
  if (booking === undefined) return refuse(NO_ASSIGNMENT)
  const refusal = refuseTransition(ASSIGNMENT_TRANSITIONS, booking.status, 'RELEASED')
  if (refusal !== null) return refuse(refusal)

  await releaseBookings(transaction, [id], reason)
  if (booking.staffingRequestId !== null) await askAnew(transaction, booking.staffingRequestId, call)
  return { ok: true, id }
}

async function askAnew(transaction: Database, requestId: string, call: Call): Promise<void> {
  const now = await businessNow(transaction)
  const { rows } = await sql<{ projectId: string }>`update psa.staffing_request set status = 'SUBMITTED', submitted_at = ${now},
      due_at = ${staffingDeadline(now)}, fulfilled_at = null, revision = revision + 1, updated_at = now()
    where id = ${requestId} and status = 'FULFILLED' returning project_id as "projectId"`.execute(transaction)
  const [request] = rows
  if (request === undefined) return
  await withdrawCandidates(transaction, [requestId])
  await announceRequest(transaction, { id: requestId, projectId: request.projectId, status: 'SUBMITTED' }, call)
}
