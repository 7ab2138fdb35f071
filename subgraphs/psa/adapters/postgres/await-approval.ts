import { sql } from 'kysely'
import { dateText } from '../../../../contracts/wire/values.ts'
import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { approvalReasons, refuseOutdated } from '../../rules/staffing-approval.ts'
import type { BookingDraft, CandidateProposal } from '../../staffing-port.ts'
import { businessNow } from './business-now.ts'
import { followProposals } from './candidate-proposal.ts'
import { lockRequest } from './locked-request.ts'

/**
 * Lets a candidate wait for an approval again when a reason for one has appeared since. In a transaction of its own, because a
 * refused booking leaves nothing; should it be lost, the next attempt to book is refused again and does the same.
 */
export async function awaitApproval(db: Database, { staffingRequestId, proposalId }: BookingDraft, call: Call): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const locked = await lockRequest(transaction, staffingRequestId)
    const { rows } = await sql<Pick<CandidateProposal, 'approvalReasons'>>`select approval_reasons as "approvalReasons"
      from psa.candidate_proposal where id = ${proposalId} and staffing_request_id = ${staffingRequestId}
        and status = 'APPROVED'`.execute(transaction)
    const [proposal] = rows
    const today = dateText((await businessNow(transaction)).slice(0, 10))
    if (locked === null || proposal === undefined) return
    if (refuseOutdated(locked.request, proposal.approvalReasons, today) === null) return
    await sql`update psa.candidate_proposal set status = 'PROPOSED', approval_reasons = ${approvalReasons(locked.request, today)},
        decided_by = null, decided_at = null, decision_comment = null, revision = revision + 1, updated_at = now()
      where id = ${proposalId}`.execute(transaction)
    await followProposals(transaction, locked.request, call)
  })
}
