import { sql } from 'kysely'
import { idFor } from '../../../../contracts/wire/ids.ts'
import { dateText } from '../../../../contracts/wire/values.ts'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { refuseUnstaffable } from '../../rules/staffable-project.ts'
import { refuseOutdated } from '../../rules/staffing-approval.ts'
import type { BookingDraft, CandidateProposal } from '../../staffing-port.ts'
import { PROPOSAL_TRANSITIONS, refuseTransition, STAFFING_REQUEST_TRANSITIONS } from '../../states.ts'
import { businessNow } from './business-now.ts'
import { withdrawCandidates } from './cancel-staffing.ts'
import { lockRequest, NO_PROPOSAL, NO_REQUEST } from './locked-request.ts'
import { whyUnbookable } from './resource.ts'
import { announceProject, announceRequest } from './staffing-events.ts'
import { summariseStaffing } from './staffing-summary.ts'
import { takeWeeks } from './worker-week.ts'

/**
 * Books an approved candidate: takes the weeks of the worker, makes the booking and fills the request, all or nothing. With
 * the last request that the kickoff waits for, the resources of the project are assigned. Answers the booking.
 */
export async function bookWorker(
  transaction: Database,
  { staffingRequestId, proposalId }: BookingDraft,
  call: Call,
): Promise<Outcome> {
  const locked = await lockRequest(transaction, staffingRequestId)
  if (locked === null) return refuse(NO_REQUEST)
  const { project, request } = locked
  const { rows } = await sql<Pick<CandidateProposal, 'workerId' | 'status' | 'approvalReasons'>>`
    select worker_id as "workerId", status, approval_reasons as "approvalReasons"
    from psa.candidate_proposal where id = ${proposalId} and staffing_request_id = ${staffingRequestId}`.execute(transaction)
  const [proposal] = rows
  if (proposal === undefined) return refuse(NO_PROPOSAL)
  const today = dateText((await businessNow(transaction)).slice(0, 10))
  const refusal =
    refuseUnstaffable(project.status) ??
    refuseTransition(STAFFING_REQUEST_TRANSITIONS, request.status, 'FULFILLED') ??
    refuseTransition(PROPOSAL_TRANSITIONS, proposal.status, 'ACCEPTED') ??
    refuseOutdated(request, proposal.approvalReasons, today) ??
    (await whyUnbookable(transaction, proposal.workerId))
  if (refusal !== null) return refuse(refusal)

  const { workerId } = proposal
  const { projectId, role, startDate, endDate, hours, allocation, sourcing, mandatoryForKickoff } = request
  const fullWeek = await takeWeeks(transaction, { workerId, startDate, endDate, allocation })
  if (fullWeek !== null) {
    const message = `The worker has not enough free hours in the week of ${fullWeek}.`
    return refuse({ code: 'POLICY_VIOLATION', message, policy: 'CAPACITY_EXCEEDED' })
  }

  const id = idFor('Assignment', proposalId)
  await sql`insert into psa.assignment (id, project_id, worker_id, staffing_request_id, role, status, start_date, end_date,
      allocation, planned_hours, subcontracted, confirmed_at)
    values (${id}, ${projectId}, ${workerId}, ${staffingRequestId}, ${role}, 'CONFIRMED', ${startDate}, ${endDate},
      ${allocation}, ${hours}, ${sourcing === 'SUBCONTRACTOR'}, platform.business_now())`.execute(transaction)
  await sql`update psa.staffing_request set status = 'FULFILLED', fulfilled_at = platform.business_now(),
    revision = revision + 1, updated_at = now() where id = ${staffingRequestId}`.execute(transaction)
  await sql`update psa.candidate_proposal set status = 'ACCEPTED', revision = revision + 1, updated_at = now()
    where id = ${proposalId}`.execute(transaction)
  await withdrawCandidates(transaction, [staffingRequestId], proposalId)

  await announceRequest(transaction, { id: staffingRequestId, projectId, status: 'FULFILLED' }, call)
  const staffing = (await summariseStaffing(transaction, [projectId])).get(projectId)
  if (mandatoryForKickoff && staffing?.resourcesAssigned) {
    await announceProject(transaction, 'resources.assigned', projectId, call)
  }
  return { ok: true, id }
}
