import { toPayload } from '../../shared/user-error.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: MutationResolvers = {
  startHandoff: async (_, { input: { idempotencyKey, opportunityId, contractId } }, { system, call }) => {
    const draft = { opportunityId, contractId: contractId ?? null }
    return toPayload('handoff', await system.handoffs.create(draft, { idempotencyKey }, call))
  },

  decideApproval: async (_, { input: { idempotencyKey, approvalId, decision, comment } }, { system, call }) => {
    const action = { kind: 'decide', decision, comment: comment ?? null } as const
    return toPayload('approval', await system.approvals.act(approvalId, action, { idempotencyKey }, call))
  },

  cancelRun: async (_, { input: { idempotencyKey, runId, reason } }, { system, call }) =>
    toPayload('run', await system.runs.act(runId, { kind: 'cancel', reason }, { idempotencyKey }, call)),
}
