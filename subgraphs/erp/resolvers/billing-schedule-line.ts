import type { BillingScheduleLineResolvers } from '../schema.generated.ts'

export const BillingScheduleLine: BillingScheduleLineResolvers = {
  milestone: ({ milestoneId }) => (milestoneId === null ? null : { __typename: 'Milestone', id: milestoneId }),
  invoice: ({ invoiceId }, _, { invoices }) => (invoiceId === null ? null : invoices.byId(invoiceId)),
}
