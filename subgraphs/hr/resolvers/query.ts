import type { QueryResolvers } from '../schema.generated.ts'

export const Query: Required<QueryResolvers> = {
  worker: (_, { id }, { workers }) => workers.byId(id),
  workers: (_, request, { workers }) => workers.list(request),
  skills: (_, request, { skills }) => skills.list(request),
}
