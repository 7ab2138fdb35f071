import { present } from '../../shared/present.ts'
import type { PurchaseOrderResolvers } from '../schema.generated.ts'

export const PurchaseOrder: PurchaseOrderResolvers = {
  __resolveReference: ({ id }, { purchaseOrders }) => purchaseOrders.byId(id),
  supplier: async ({ supplierId }, _, { suppliers }) => present(await suppliers.byId(supplierId), 'supplier', supplierId),
  project: ({ projectId }) => (projectId === null ? null : { __typename: 'Project', id: projectId }),
  requisition: ({ requisitionId }, _, { requisitions }) => (requisitionId === null ? null : requisitions.byId(requisitionId)),
  legalEntity: ({ legalEntityId }) => ({ __typename: 'LegalEntity', id: legalEntityId }),
  costCenter: ({ costCenterId }) => (costCenterId === null ? null : { __typename: 'CostCenter', id: costCenterId }),
  buyer: ({ buyerId }) => (buyerId === null ? null : { __typename: 'Worker', id: buyerId }),
}
