import type { TimecardResolvers } from '../schema.generated.ts'
import { sumDecimals } from '../sum-decimals.ts'
import { projectOf } from './project-of.ts'

export const Timecard: TimecardResolvers = {
  __resolveReference: ({ id }, { timecards }) => timecards.byId(id),
  project: projectOf,
  assignment: ({ assignmentId }, _, { assignments }) => assignments.byId(assignmentId),
  worker: ({ workerId }) => ({ id: workerId }),
  approver: ({ approverId }) => (approverId === null ? null : { id: approverId }),
  totalHours: ({ entries }) => sumDecimals(entries.map(({ hours }) => hours)),
  billableHours: ({ entries }) => sumDecimals(entries.filter(({ billable }) => billable).map(({ hours }) => hours)),
}
