import type { ProposalStatus, StaffingRequestStatus } from '../states.ts'

/** Where a request that is not booked stands, by its proposals: one approved candidate is enough to book. */
export function statusByProposals(proposals: readonly ProposalStatus[]): StaffingRequestStatus {
  if (proposals.includes('APPROVED')) return 'APPROVED'
  return proposals.includes('PROPOSED') ? 'PROPOSED' : 'SUBMITTED'
}
