import { sql } from 'kysely'
import { newId } from '../../../../contracts/wire/ids.ts'
import { dateText } from '../../../../contracts/wire/values.ts'
import { candidateProposalRows } from '../../../../policies/index.ts'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable } from '../../../shared/postgres/table.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { NoFilter, PsaSystem } from '../../port.ts'
import { refuseUnstaffable } from '../../rules/staffable-project.ts'
import { approvalReasons } from '../../rules/staffing-approval.ts'
import { statusByProposals } from '../../rules/staffing-status.ts'
import type { CandidateProposal, StaffingAction, StaffingRequest } from '../../staffing-port.ts'
import {
  PROPOSAL_TRANSITIONS,
  type ProposalStatus,
  refuseTransition,
  STAFFING_REQUEST_TRANSITIONS,
  type StaffingRequestStatus,
} from '../../states.ts'
import { businessNow } from './business-now.ts'
import { type LockedRequest, lockRequest, NO_PROPOSAL, NO_REQUEST } from './locked-request.ts'
import { conditionsByProject } from './project-rows.ts'
import { whyUnbookable } from './resource.ts'
import { announceRequest } from './staffing-events.ts'

const proposalTable = defineTable<CandidateProposal, NoFilter, 'staffingRequestId', never>({
  from: 'psa.candidate_proposal',
  columns: {
    id: column('id'),
    staffingRequestId: column('staffing_request_id'),
    workerId: column('worker_id'),
    status: column('status'),
    approvalReasons: column('approval_reasons'),
    comment: column('comment'),
    proposedBy: column('proposed_by'),
    proposedAt: column('proposed_at'),
    decidedBy: column('decided_by'),
    decidedAt: column('decided_at'),
    decisionComment: column('decision_comment'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { staffingRequestId: 'staffing_request_id' },
  filters: {},
  orders: {},
  rows: bindRows(
    candidateProposalRows,
    conditionsByProject(sql`(select s.project_id from psa.staffing_request s where s.id = t.staffing_request_id)`),
  ),
})

export const createProposals = (db: Database): PsaSystem['proposals'] => createReader(db, proposalTable)

/** Requests that still look for somebody. */
const OPEN: readonly StaffingRequestStatus[] = ['SUBMITTED', 'PROPOSED', 'APPROVED']

export async function proposeCandidate(
  transaction: Database,
  requestId: string,
  { workerId, comment }: StaffingAction & { readonly kind: 'propose' },
  call: Call,
): Promise<Outcome> {
  const locked = await lockRequest(transaction, requestId)
  if (locked === null) return refuse(NO_REQUEST)
  const { project, request } = locked
  const refusal = refuseUnstaffable(project.status) ?? refuseClosed(request) ?? (await whyUnbookable(transaction, workerId))
  if (refusal !== null) return refuse(refusal)

  const now = await businessNow(transaction)
  const reasons = approvalReasons(request, dateText(now.slice(0, 10)))
  const inserted = await sql`insert into psa.candidate_proposal
      (id, staffing_request_id, worker_id, status, approval_reasons, comment, proposed_by, proposed_at)
    values (${newId('CandidateProposal')}, ${requestId}, ${workerId}, ${reasons.length === 0 ? 'APPROVED' : 'PROPOSED'},
      ${reasons}, ${comment}, ${call.principal.subject}, ${now})
    on conflict do nothing returning id`.execute(transaction)
  if (inserted.rows.length === 0) {
    return refuse({
      code: 'VALIDATION_FAILED',
      message: 'The worker is a candidate for this request already.',
      field: ['input', 'workerId'],
      rule: 'PSA-CANDIDATE-TWICE',
    })
  }
  await followProposals(transaction, request, call)
  return { ok: true, id: requestId }
}

export async function decideCandidate(
  transaction: Database,
  requestId: string,
  { proposalId, decision, comment }: StaffingAction & { readonly kind: 'decide' },
  call: Call,
): Promise<Outcome> {
  const locked = await lockRequest(transaction, requestId)
  if (locked === null) return refuse(NO_REQUEST)
  const { rows } = await sql<Pick<CandidateProposal, 'status' | 'approvalReasons'>>`
    select status, approval_reasons as "approvalReasons" from psa.candidate_proposal
    where id = ${proposalId} and staffing_request_id = ${requestId}`.execute(transaction)
  const [proposal] = rows
  if (proposal === undefined) return refuse(NO_PROPOSAL)
  const status: ProposalStatus = decision === 'APPROVE' ? 'APPROVED' : 'REJECTED'
  const refusal = refuseTransition(PROPOSAL_TRANSITIONS, proposal.status, status)
  if (refusal !== null) return refuse(refusal)

  // A decision covers what is known on its day, not only what was known on that of the proposal.
  const now = await businessNow(transaction)
  const reasons = [...new Set([...proposal.approvalReasons, ...approvalReasons(locked.request, dateText(now.slice(0, 10)))])]
  await sql`update psa.candidate_proposal set status = ${status}, approval_reasons = ${reasons}, decided_by = ${call.principal.subject},
    decided_at = ${now}, decision_comment = ${comment}, revision = revision + 1, updated_at = now()
    where id = ${proposalId}`.execute(transaction)
  await followProposals(transaction, locked.request, call)
  return { ok: true, id: requestId }
}

/** A request that is booked or cancelled takes no candidates. */
function refuseClosed({ status }: Pick<StaffingRequest, 'status'>) {
  if (OPEN.includes(status)) return null
  const message = `A request in state ${status} takes no candidates.`
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates: STAFFING_REQUEST_TRANSITIONS[status] } as const
}

/** Moves an open request to where its candidates put it. */
export async function followProposals(
  transaction: Database,
  { id, projectId, status: former }: LockedRequest,
  call: Call,
): Promise<void> {
  const { rows } = await sql<{ status: ProposalStatus }>`select status from psa.candidate_proposal
    where staffing_request_id = ${id}`.execute(transaction)
  const status = statusByProposals(rows.map((proposal) => proposal.status))
  if (status === former) return
  await sql`update psa.staffing_request set status = ${status}, revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  await announceRequest(transaction, { id, projectId, status }, call)
}
