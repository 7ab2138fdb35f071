import type { ProjectResolvers } from '../schema.generated.ts'
import { DELIVERY_STAGES } from '../states.ts'
import { toApprovalFilter } from './approval-filter.ts'

/** The orchestration's part of a project: its lifecycle and what was decided on the way. */
export const Project: ProjectResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Project', id }),
  stage: async ({ id }, _, { stages }) =>
    (await stages.byKey('projectId', id)).find(({ leftAt }) => leftAt === null)?.stage ?? null,
  stageHistory: async ({ id }, _, { stages }) =>
    (await stages.byKey('projectId', id)).toSorted((a, b) => DELIVERY_STAGES.indexOf(a.stage) - DELIVERY_STAGES.indexOf(b.stage)),
  handoff: async ({ id }, _, { handoffs }) => (await handoffs.byKey('projectId', id))[0] ?? null,
  workflowRuns: ({ id }, request, { runs }) =>
    runs.pageByKey('projectId', id, { ...request, orderBy: { field: 'startedAt', direction: 'DESC' } }),
  approvals: ({ id }, { filter, ...page }, { approvals, call }) =>
    approvals.pageByKey('projectId', id, {
      ...page,
      filter: toApprovalFilter(filter, call),
      orderBy: { field: 'requestedAt', direction: 'DESC' },
    }),
}
