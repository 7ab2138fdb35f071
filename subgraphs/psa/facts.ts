import type { FactLoaders } from '../shared/shield.ts'
import type { PsaContext } from './context.ts'

/**
 * Facts for the policies that are decided here. Both the worker whose hours they are and whoever submitted them have a part
 * in a timecard. A record that does not exist has no facts, so nobody may decide on it.
 */
export const facts: FactLoaders<PsaContext> = {
  'Mutation.approveCandidate': {
    // Neither the candidate nor whoever proposed the candidate decides on the booking.
    async segregation_of_duties({ input }, { system, call }) {
      const { proposalId } = input as { readonly proposalId: string } // GraphQL admitted the argument as ApproveCandidateInput
      const [proposal] = await system.proposals.getByIds([proposalId], call)
      return {
        requestedBy: proposal?.workerId ?? null,
        submittedBy: proposal?.proposedBy ?? null,
        previousDeciders: [],
      }
    },
  },
  'Mutation.decideTimecard': {
    async segregation_of_duties({ input }, { system, call }) {
      const { timecardId } = input as { readonly timecardId: string } // GraphQL admitted the argument as DecideTimecardInput
      const [timecard] = await system.timecards.getByIds([timecardId], call)
      return {
        requestedBy: timecard?.workerId ?? null,
        submittedBy: timecard?.submittedBy ?? null,
        previousDeciders: [],
      }
    },
  },
}
