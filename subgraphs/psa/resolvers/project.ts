import { Decimal } from 'decimal.js'
import { type DecimalText, decimal } from '../../../contracts/wire/values.ts'
import type { Project as ProjectRecord } from '../port.ts'
import type { ProjectResolvers } from '../schema.generated.ts'

export const Project: ProjectResolvers = {
  async __resolveReference(reference, { projects }) {
    if ('id' in reference) return projects.byId(reference.id)
    return (await projects.byKey('code', reference.code))[0] ?? null
  },
  account: ({ accountId }) => ({ id: accountId }),
  projectManager: ({ projectManagerId }) => (projectManagerId === null ? null : { id: projectManagerId }),
  percentComplete: shareDone,
  phases: async ({ id }, _, { phases }) => [...(await phases.byKey('projectId', id))].sort((a, b) => a.order - b.order),
  tasks: ({ id }, { status, ...page }, { tasks }) => tasks.pageByKey('projectId', id, { ...page, filter: { status } }),
  milestones: ({ id }, request, { milestones }) => milestones.pageByKey('projectId', id, request),
  staffingRequests: ({ id }, request, { staffingRequests }) => staffingRequests.pageByKey('projectId', id, request),
  staffing: ({ id }, _, { staffingOf }) => staffingOf(id),
  kickoff: ({ id }, _, { kickoffs }) => kickoffs.byId(id),
  assignments: ({ id }, request, { assignments }) => assignments.pageByKey('projectId', id, request),
  timecards: ({ id }, request, { timecards }) => timecards.pageByKey('projectId', id, request),
  assignedWorkerIds: ({ id }, _, { workerIdsOf }) => workerIdsOf(id),
}

/** Share of the effort that is done, 0 to 1 with four decimals; a project without any effort has not begun. */
function shareDone({ actualHours, remainingHours }: ProjectRecord): DecimalText {
  const total = new Decimal(actualHours).plus(remainingHours)
  return decimal(total.isZero() ? '0' : new Decimal(actualHours).dividedBy(total).toDecimalPlaces(4).toFixed())
}
