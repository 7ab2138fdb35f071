import type { Approval } from '../approval-port.ts'
import type { WorkflowRunResolvers } from '../schema.generated.ts'
import { definitionId } from '../workflows/definition.ts'
import { present, reference } from './present.ts'

export const WorkflowRun: WorkflowRunResolvers = {
  __resolveReference: ({ id }, { runs }) => runs.byId(id),
  handoff: async ({ handoffId }, _, { handoffs }) => present(await handoffs.byId(handoffId), 'handoff', handoffId),
  project: ({ projectId }) => reference('Project', projectId),
  reservation: ({ id }, _, { reservationOf }) => reservationOf(id),
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
    (await approvals.byKey('runId', id)).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
  reviewTasks: async ({ id }, _, { reviewTasks }) =>
    (await reviewTasks.byKey('runId', id)).toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1)),
  definition: async ({ kind, definitionVersion: version }, _, { definitions }) => {
    const id = definitionId({ kind, version })
    return present(await definitions.byId(id), 'definition', id)
  },
  timeline: ({ id }, request, { timelines }) => timelines.ofRun(id, request),
  auditEvents: ({ id }, request, { events }) =>
    events.pageByKey('runId', id, { ...request, orderBy: { field: 'sequence', direction: 'ASC' } }),
}

const orderOf = ({ requestedAt, stepKey, level }: Approval): string => `${requestedAt} ${stepKey} ${level}`
