import { Temporal } from 'temporal-polyfill'
import type { Milestone as MilestoneRecord } from '../port.ts'
import type { MilestoneResolvers } from '../schema.generated.ts'
import { projectOf } from './project-of.ts'

export const Milestone: MilestoneResolvers = {
  __resolveReference: ({ id }, { milestones }) => milestones.byId(id),
  project: projectOf,
  owner: ({ ownerId }) => (ownerId === null ? null : { id: ownerId }),
  subcontractor: ({ subcontractorId }) => (subcontractorId === null ? null : { id: subcontractorId }),
  varianceDays,
}

/** Completed work is measured by the day of its completion in UTC, open work by its plan. */
function varianceDays({ baselineDate, plannedDate, completedAt }: MilestoneRecord): number {
  const reached = Temporal.PlainDate.from(completedAt === null ? plannedDate : completedAt.slice(0, 10))
  return Temporal.PlainDate.from(baselineDate).until(reached).days
}
