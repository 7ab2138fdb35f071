import type { ProjectResolvers } from '../schema.generated.ts'

export const Project: ProjectResolvers = {
  /** A booked worker whom HR does not know, or not to this caller, is left out. */
  async team({ assignedWorkerIds }, _, { teamMembers }) {
    if (assignedWorkerIds === undefined) throw new Error('the gateway did not send assignedWorkerIds')
    const found = await Promise.all(assignedWorkerIds.map((id) => teamMembers.byId(id)))
    return found.filter((worker) => worker !== null)
  },
}
