import type { SupplierResolvers } from '../schema.generated.ts'

export const Supplier: SupplierResolvers = {
  __resolveReference: ({ id }, { suppliers }) => suppliers.byId(id),
  purchaseOrders: ({ id }, request, { purchaseOrders }) => purchaseOrders.pageByKey('supplierId', id, request),
}
