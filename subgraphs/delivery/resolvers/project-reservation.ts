import type { ProjectReservationResolvers } from '../schema.generated.ts'

export const ProjectReservation: ProjectReservationResolvers = {
  project: ({ projectId }) => ({ __typename: 'Project', id: projectId }),
}
