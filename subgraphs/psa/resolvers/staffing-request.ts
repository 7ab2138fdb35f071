import type { CandidateProposalResolvers, StaffingRequestResolvers } from '../schema.generated.ts'
import { projectOf } from './project-of.ts'

export const StaffingRequest: StaffingRequestResolvers = {
  __resolveReference: ({ id }, { staffingRequests }) => staffingRequests.byId(id),
  project: projectOf,
  proposals: ({ id }, _, { proposals }) => proposals.byKey('staffingRequestId', id),
  async assignment({ id }, _, { assignments }) {
    // Former bookings of the request were released; one at most is not.
    const bookings = await assignments.byKey('staffingRequestId', id)
    return bookings.find(({ status }) => status !== 'RELEASED') ?? null
  },
  bookedHoursByWorker: ({ id }, _, { workerLoadsOf }) => workerLoadsOf(id),
}

export const CandidateProposal: CandidateProposalResolvers = {
  worker: ({ workerId }) => ({ id: workerId }),
}
