import type { AssignmentResolvers } from '../schema.generated.ts'
import { requiredProject } from './required-project.ts'

export const Assignment: AssignmentResolvers = {
  __resolveReference: ({ id }, { assignments }) => assignments.byId(id),
  project: requiredProject,
  worker: ({ workerId }) => ({ id: workerId }),
  staffingRequest: ({ staffingRequestId }, _, { staffingRequests }) =>
    staffingRequestId === null ? null : staffingRequests.byId(staffingRequestId),
  timecards: ({ id }, request, { timecards }) => timecards.pageByKey('assignmentId', id, request),
}
