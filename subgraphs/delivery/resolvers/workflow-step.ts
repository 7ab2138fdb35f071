import type { WorkflowStepResolvers } from '../schema.generated.ts'

export const WorkflowStep: WorkflowStepResolvers = {
  error: ({ errorCode, errorCategory, errorMessage, errorSystem, nextRetryAt }) =>
    errorCode === null
      ? null
      : { code: errorCode, category: errorCategory ?? 'UNKNOWN', message: errorMessage ?? '', system: errorSystem, nextRetryAt },
  approval: async ({ runId, key }, _, { approvals }) =>
    (await approvals.byKey('runId', runId))
      .filter(({ stepKey }) => stepKey === key)
      .toSorted((a, b) => b.round - a.round || b.level - a.level)[0] ?? null,
  reviewTask: async ({ runId, key }, _, { reviewTasks }) =>
    (await reviewTasks.byKey('runId', runId))
      .filter(({ stepKey }) => stepKey === key)
      .toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1))[0] ?? null,
}
