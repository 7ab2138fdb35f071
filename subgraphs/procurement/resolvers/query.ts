import type { QueryResolvers } from '../schema.generated.ts'

export const Query: QueryResolvers = {
  supplier: (_, { id }, { suppliers }) => suppliers.byId(id),
  suppliers: (_, request, { suppliers }) => suppliers.list(request),
  requisition: (_, { id }, { requisitions }) => requisitions.byId(id),
  requisitions: (_, request, { requisitions }) => requisitions.list(request),
  purchaseOrder: (_, { id }, { purchaseOrders }) => purchaseOrders.byId(id),
  purchaseOrders: (_, request, { purchaseOrders }) => purchaseOrders.list(request),
}
