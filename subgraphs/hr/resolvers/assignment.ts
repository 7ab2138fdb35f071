import type { AssignmentResolvers } from '../schema.generated.ts'

export const Assignment: AssignmentResolvers = {
  costRate({ worker, startDate }, _, { costRateOf }) {
    if (worker === undefined || startDate === undefined) throw new Error('the gateway did not send worker and startDate')
    if (worker === null || startDate === null) return null
    return costRateOf({ workerId: worker.id, on: startDate })
  },
}
