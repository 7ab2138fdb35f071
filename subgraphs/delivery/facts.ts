import type { FactLoaders } from '../shared/facts.ts'
import type { ApprovalParticipants } from './approval-port.ts'
import type { DeliveryContext } from './context.ts'

/** Facts for the policies that are decided in this subgraph, loaded before any write. */
export const facts: FactLoaders<DeliveryContext> = {
  'Mutation.decideApproval': {
    // Writes run one after another, so there is never more than one to load.
    segregation_of_duties: (asks, { system, call }) =>
      Promise.all(
        asks.map(async ({ args: { input } }) => {
          const approvalId = hasApprovalId(input) ? input.approvalId : ''
          const participants = await system.approvals.participantsOf(approvalId, call)
          return { ...(participants ?? NOBODY) }
        }),
      ),
  },
}

/** Nobody has a part in what does not exist: the mutation then answers NOT_FOUND. */
const NOBODY: ApprovalParticipants = { requestedBy: ['nobody'], submittedBy: [], acceptedBy: [], previousDeciders: [] }

function hasApprovalId(input: unknown): input is { readonly approvalId: string } {
  return typeof input === 'object' && input !== null && 'approvalId' in input && typeof input.approvalId === 'string'
}
