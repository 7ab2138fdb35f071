import type { ViewerResolvers } from '../schema.generated.ts'
import { callerOf } from './approval-filter.ts'
import { reference } from './present.ts'

export const Viewer: ViewerResolvers = {
  worker: ({ workerId }) => reference('Worker', workerId),
  openApprovalCount: async (_, __, { approvals, call }) => {
    const inbox = await approvals.list({ filter: { decidableBy: callerOf(call) }, first: 1 })
    return inbox.totalCount()
  },
}
