import type { RequisitionResolvers } from '../schema.generated.ts'

export const Requisition: RequisitionResolvers = {
  __resolveReference: ({ id }, { requisitions }) => requisitions.byId(id),
  project: ({ projectId }) => ({ __typename: 'Project', id: projectId }),
  staffingRequest: ({ staffingRequestId }) =>
    staffingRequestId === null ? null : { __typename: 'StaffingRequest', id: staffingRequestId },
  legalEntity: ({ legalEntityId }) => ({ __typename: 'LegalEntity', id: legalEntityId }),
  costCenter: ({ costCenterId }) => (costCenterId === null ? null : { __typename: 'CostCenter', id: costCenterId }),
  requester: ({ requesterId }) => (requesterId === null ? null : { __typename: 'Worker', id: requesterId }),
  supplier: ({ supplierId }, _, { suppliers }) => (supplierId === null ? null : suppliers.byId(supplierId)),
  purchaseOrder: async ({ id }, _, { purchaseOrders }) => (await purchaseOrders.byKey('requisitionId', id))[0] ?? null,
}
