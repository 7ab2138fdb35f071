import type { ViewerResolvers } from '../schema.generated.ts'
import { callerOf } from './approval-filter.ts'
import { reference } from './present.ts'

export const Viewer: ViewerResolvers = {
  worker: ({ workerId }) => reference('Worker', workerId),
  openApprovalCount: async (_, __, { approvals, call }) => {
    const inbox = await approvals.list({ filter: { waitingFor: callerOf(call) }, first: 1 })
    return inbox.totalCount()
  },
  openReviewTaskCount: async (_, __, { reviewTasks, call }) => {
    const tasks = await reviewTasks.list({ filter: { roles: call.principal.roles, status: ['OPEN'] }, first: 1 })
    return tasks.totalCount()
  },
  notices: (_, page, { notices, call }) =>
    notices.list({ ...page, filter: { roles: call.principal.roles }, orderBy: { field: 'noticedAt', direction: 'DESC' } }),
  inboxChanges: (_, request, { timelines }) => timelines.ofInbox(request),
}
