import type { TimecardResolvers } from '../schema.generated.ts'
import { sumDecimals } from '../sum-decimals.ts'
import { requiredProject } from './required-project.ts'

export const Timecard: TimecardResolvers = {
  __resolveReference: ({ id }, { timecards }) => timecards.byId(id),
  project: requiredProject,
  async assignment({ assignmentId }, _, { assignments }) {
    const assignment = await assignments.byId(assignmentId)
    if (assignment === null) throw new Error(`assignment ${assignmentId} is referred to and cannot be read`)
    return assignment
  },
  worker: ({ workerId }) => ({ id: workerId }),
  approver: ({ approverId }) => (approverId === null ? null : { id: approverId }),
  totalHours: ({ entries }) => sumDecimals(entries.map(({ hours }) => hours)),
  billableHours: ({ entries }) => sumDecimals(entries.filter(({ billable }) => billable).map(({ hours }) => hours)),
}
