import type { WorkerResolvers } from '../schema.generated.ts'

export const Worker: WorkerResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  assignments: ({ id }, request, { assignments }) => assignments.pageByKey('workerId', id, request),
  timecards: ({ id }, request, { timecards }) => timecards.pageByKey('workerId', id, request),
}
