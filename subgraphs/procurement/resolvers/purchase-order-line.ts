import type { PurchaseOrderLineResolvers } from '../schema.generated.ts'

export const PurchaseOrderLine: PurchaseOrderLineResolvers = {
  assignment: ({ assignmentId }) => (assignmentId === null ? null : { __typename: 'Assignment', id: assignmentId }),
}
