import type { ApprovalCommentResolvers, ApprovalResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'
import { toDetails } from './to-details.ts'

export const Approval: ApprovalResolvers = {
  __resolveReference: ({ id }, { approvals }) => approvals.byId(id),
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
  handoff: async ({ handoffId }, _, { handoffs }) => present(await handoffs.byId(handoffId), 'handoff', handoffId),
  contract: ({ contractId }) => ({ __typename: 'Contract', id: contractId }),
  project: ({ projectId }) => reference('Project', projectId),
  requestedBy: ({ requestedByWorkerId }) => reference('Worker', requestedByWorkerId),
  decidedBy: ({ decidedByWorkerId }) => reference('Worker', decidedByWorkerId),
  overdue: async ({ status, dueAt }, _, { businessNow }) =>
    (status === 'PENDING' || status === 'ESCALATED') && dueAt < (await businessNow()),
  delegatedTo: ({ delegatedToWorkerId }) => reference('Worker', delegatedToWorkerId),
  delegatedFrom: ({ delegatedByWorkerId }) => reference('Worker', delegatedByWorkerId),
  facts: ({ facts }) => toDetails(facts),
  templateChoice: ({ choice }) => choice,
}

export const ApprovalComment: ApprovalCommentResolvers = {
  author: ({ byWorkerId }) => reference('Worker', byWorkerId),
}
