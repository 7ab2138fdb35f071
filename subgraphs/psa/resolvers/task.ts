import type { TaskResolvers } from '../schema.generated.ts'

export const Task: TaskResolvers = {
  __resolveReference: ({ id }, { tasks }) => tasks.byId(id),
  assignee: ({ assigneeId }) => (assigneeId === null ? null : { id: assigneeId }),
}
