import type { WorkflowRunResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const WorkflowRun: WorkflowRunResolvers = {
  __resolveReference: ({ id }, { runs }) => runs.byId(id),
  handoff: async ({ handoffId }, _, { handoffs }) => present(await handoffs.byId(handoffId), 'handoff', handoffId),
  project: ({ projectId }) => reference('Project', projectId),
  startedBy: ({ startedByWorkerId }) => reference('Worker', startedByWorkerId),
  currentStep: async ({ id, currentStepKey }, _, { steps }) =>
    (await steps.byKey('runId', id)).find(({ key }) => key === currentStepKey) ?? null,
  steps: async ({ id }, _, { steps }) => (await steps.byKey('runId', id)).toSorted((a, b) => a.position - b.position),
  failure: ({ failureCode, failureCategory, failureMessage, failureSystem }) =>
    failureCode === null
      ? null
      : {
          code: failureCode,
          category: failureCategory ?? 'UNKNOWN',
          message: failureMessage ?? '',
          system: failureSystem,
          nextRetryAt: null,
        },
  approvals: async ({ id }, _, { approvals }) =>
    (await approvals.byKey('runId', id)).toSorted((a, b) => (a.stepKey < b.stepKey ? -1 : 1)),
  auditEvents: ({ id }, request, { events }) =>
    events.pageByKey('runId', id, { ...request, orderBy: { field: 'sequence', direction: 'ASC' } }),
}
