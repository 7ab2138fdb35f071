import { GraphQLError } from 'graphql'
import { readEvents } from '../../shared/event-resolvers.ts'
import type { QueryResolvers } from '../schema.generated.ts'

export const Query: Required<QueryResolvers> = {
  async project(_, { id, code }, { projects }) {
    if (id && !code) return projects.byId(id)
    if (code && !id) return (await projects.byKey('code', code))[0] ?? null
    throw new GraphQLError('Give either the id or the code of the project.', { extensions: { code: 'BAD_USER_INPUT' } })
  },
  projects: (_, request, { projects }) => projects.list(request),
  milestone: (_, { id }, { milestones }) => milestones.byId(id),
  milestones: (_, request, { milestones }) => milestones.list(request),
  staffingRequest: (_, { id }, { staffingRequests }) => staffingRequests.byId(id),
  staffingRequests: (_, request, { staffingRequests }) => staffingRequests.list(request),
  assignments: (_, request, { assignments }) => assignments.list(request),
  timecards: (_, request, { timecards }) => timecards.list(request),
  psaEvents: readEvents,
}
