import type { ChargeResolvers } from '../schema.generated.ts'

export const Charge: ChargeResolvers = {
  __resolveReference: ({ id }, { charges }) => charges.byId(id),
  project: ({ projectId }) => ({ __typename: 'Project', id: projectId }),
  timecard: ({ timecardId }) => (timecardId === null ? null : { __typename: 'Timecard', id: timecardId }),
  milestone: ({ milestoneId }) => (milestoneId === null ? null : { __typename: 'Milestone', id: milestoneId }),
  purchaseOrder: ({ purchaseOrderId }) =>
    purchaseOrderId === null ? null : { __typename: 'PurchaseOrder', id: purchaseOrderId },
  invoice: ({ invoiceId }, _, { invoices }) => (invoiceId === null ? null : invoices.byId(invoiceId)),
}
