import type { ErpContext } from '../context.ts'
import type { Charge } from '../port.ts'
import type { MilestoneResolvers } from '../schema.generated.ts'

/** The ERP's part of a milestone: what its acceptance bills. */
export const Milestone: MilestoneResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Milestone', id }),
  charge: ({ id }, _, context) => chargeOf(id, context),
  invoice: async ({ id }, _, context) => {
    const invoiceId = (await chargeOf(id, context))?.invoiceId ?? null
    return invoiceId === null ? null : context.invoices.byId(invoiceId)
  },
}

/** A milestone raises one charge of its own type; an adjustment may name it too. */
async function chargeOf(milestoneId: string, { charges }: ErpContext): Promise<Charge | null> {
  return (await charges.byKey('milestoneId', milestoneId)).find(({ type }) => type === 'MILESTONE') ?? null
}
