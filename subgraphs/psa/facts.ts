import type { FactLoaders } from '../shared/facts.ts'
import type { PsaContext } from './context.ts'
import type { WallAsk } from './staffing-port.ts'

/**
 * Facts for the policies that are decided here, a statement for all that one request asks. Both the worker whose hours they are
 * and whoever submitted them have a part in a timecard. A record that does not exist has no facts, so nobody may decide on it.
 */
export const facts: FactLoaders<PsaContext> = {
  'Mutation.approveCandidate': {
    // Neither the candidate nor whoever proposed the candidate decides on the booking.
    async segregation_of_duties(asks, { system, call }) {
      const ids = asks.map(({ args }) => (args.input as { readonly proposalId: string }).proposalId) // GraphQL admitted it as ApproveCandidateInput
      const known = byId(await system.proposals.getByIds(ids, call))
      return ids.map((id) => partsOf(known.get(id)?.workerId, known.get(id)?.proposedBy))
    },
  },
  'Mutation.decideTimecard': {
    async segregation_of_duties(asks, { system, call }) {
      const ids = asks.map(({ args }) => (args.input as { readonly timecardId: string }).timecardId) // GraphQL admitted it as DecideTimecardInput
      const known = byId(await system.timecards.getByIds(ids, call))
      return ids.map((id) => partsOf(known.get(id)?.workerId, known.get(id)?.submittedBy))
    },
  },
  'Mutation.proposeCandidate': {
    async ethical_wall(asks, { system, call }) {
      const bookings = asks.map(({ args }) => args.input as Extract<WallAsk, { workerId: string }>) // GraphQL admitted it as ProposeCandidateInput
      return system.staffingRequests.findWallFacts(bookings, call)
    },
  },
  'Mutation.confirmAssignment': {
    async ethical_wall(asks, { system, call }) {
      const bookings = asks.map(({ args }) => args.input as Extract<WallAsk, { proposalId: string }>) // GraphQL admitted it as ConfirmAssignmentInput
      return system.staffingRequests.findWallFacts(bookings, call)
    },
  },
}

const partsOf = (requestedBy: string | undefined, submittedBy: string | null | undefined) => ({
  requestedBy: requestedBy === undefined ? [] : [requestedBy],
  submittedBy: submittedBy == null ? [] : [submittedBy],
  acceptedBy: [],
  previousDeciders: [],
})

/** A record that does not exist is null. */
function byId<Found extends { readonly id: string }>(records: readonly (Found | null)[]): ReadonlyMap<string, Found> {
  return new Map(records.flatMap((each) => (each === null ? [] : [[each.id, each] as const])))
}
