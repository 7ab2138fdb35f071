import type { AssignmentResolvers } from '../schema.generated.ts'
import { projectOf } from './project-of.ts'

export const Assignment: AssignmentResolvers = {
  __resolveReference: ({ id }, { assignments }) => assignments.byId(id),
  project: projectOf,
  worker: ({ workerId }) => ({ id: workerId }),
  staffingRequest: ({ staffingRequestId }, _, { staffingRequests }) =>
    staffingRequestId === null ? null : staffingRequests.byId(staffingRequestId),
  timecards: ({ id }, request, { timecards }) => timecards.pageByKey('assignmentId', id, request),
}
