import type { QueryResolvers } from '../schema.generated.ts'
import { toApprovalFilter } from './approval-filter.ts'

type Fields = 'viewer' | 'handoff' | 'handoffs' | 'workflowRun' | 'workflowRuns' | 'approval' | 'approvals'

export const Query: Pick<Required<QueryResolvers>, Fields> = {
  viewer: (_, __, { call }) => call.principal,
  handoff: (_, { id }, { handoffs }) => handoffs.byId(id),
  handoffs: (_, request, { handoffs }) => handoffs.list({ ...request, orderBy: { field: 'openedAt', direction: 'DESC' } }),
  workflowRun: (_, { id }, { runs }) => runs.byId(id),
  workflowRuns: (_, request, { runs }) => runs.list({ ...request, orderBy: { field: 'startedAt', direction: 'DESC' } }),
  approval: (_, { id }, { approvals }) => approvals.byId(id),
  approvals: (_, { filter, ...page }, { approvals, call }) =>
    approvals.list({ ...page, filter: toApprovalFilter(filter, call), orderBy: { field: 'requestedAt', direction: 'DESC' } }),
}
