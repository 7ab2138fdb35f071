import type { ReviewTaskResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const ReviewTask: ReviewTaskResolvers = {
  __resolveReference: ({ id }, { reviewTasks }) => reviewTasks.byId(id),
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
  resolvedBy: ({ resolvedByWorkerId }) => reference('Worker', resolvedByWorkerId),
  overdue: async ({ status, dueAt }, _, { businessNow }) => status === 'OPEN' && dueAt < (await businessNow()),
}
