import type { WorkflowStepResolvers } from '../schema.generated.ts'

export const WorkflowStep: WorkflowStepResolvers = {
  error: ({ errorCode, errorCategory, errorMessage, errorSystem, nextRetryAt }) =>
    errorCode === null
      ? null
      : { code: errorCode, category: errorCategory ?? 'UNKNOWN', message: errorMessage ?? '', system: errorSystem, nextRetryAt },
  approval: async ({ runId, key }, _, { approvals }) =>
    (await approvals.byKey('runId', runId)).find(({ stepKey }) => stepKey === key) ?? null,
}
