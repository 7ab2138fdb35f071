import type { InvoiceLineResolvers } from '../schema.generated.ts'

export const InvoiceLine: InvoiceLineResolvers = {
  charges: async ({ chargeIds }, _, { charges }) => {
    const found = await Promise.all(chargeIds.map((id) => charges.byId(id)))
    return found.filter((charge) => charge !== null)
  },
}
