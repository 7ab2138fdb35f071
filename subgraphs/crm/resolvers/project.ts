import type { ProjectResolvers } from '../schema.generated.ts'

/** The CRM's part of a project: what was sold and what was agreed. */
export const Project: ProjectResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Project', id }),
  opportunity: async ({ id }, _, { opportunities }) => (await opportunities.byKey('projectId', id))[0] ?? null,
  contract: async ({ id }, _, { contracts }) => (await contracts.byKey('projectId', id))[0] ?? null,
  documentFolder: async ({ id }, _, { documentFolders }) => (await documentFolders.byKey('projectId', id))[0] ?? null,
}
