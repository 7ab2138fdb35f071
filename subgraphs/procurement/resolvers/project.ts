import type { ProjectResolvers } from '../schema.generated.ts'

/** Procurement's part of a project: what was asked for and what was ordered. */
export const Project: ProjectResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Project', id }),
  requisitions: ({ id }, request, { requisitions }) => requisitions.pageByKey('projectId', id, request),
  purchaseOrders: ({ id }, request, { purchaseOrders }) => purchaseOrders.pageByKey('projectId', id, request),
}
