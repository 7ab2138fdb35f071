import type { ApprovalResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const Approval: ApprovalResolvers = {
  __resolveReference: ({ id }, { approvals }) => approvals.byId(id),
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
  handoff: async ({ handoffId }, _, { handoffs }) => present(await handoffs.byId(handoffId), 'handoff', handoffId),
  contract: ({ contractId }) => ({ __typename: 'Contract', id: contractId }),
  project: ({ projectId }) => reference('Project', projectId),
  requestedBy: ({ requestedByWorkerId }) => reference('Worker', requestedByWorkerId),
  decidedBy: ({ decidedByWorkerId }) => reference('Worker', decidedByWorkerId),
  overdue: async ({ status, dueAt }, _, { businessNow }) => status === 'PENDING' && dueAt < (await businessNow()),
}
