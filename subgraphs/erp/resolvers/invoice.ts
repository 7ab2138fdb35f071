import { present } from '../../shared/present.ts'
import type { InvoiceResolvers } from '../schema.generated.ts'

export const Invoice: InvoiceResolvers = {
  __resolveReference: ({ id }, { invoices }) => invoices.byId(id),
  account: ({ accountId }) => ({ __typename: 'Account', id: accountId }),
  project: ({ projectId }) => (projectId === null ? null : { __typename: 'Project', id: projectId }),
  legalEntity: async ({ legalEntityId }, _, { legalEntities }) =>
    present(await legalEntities.byId(legalEntityId), 'legal entity', legalEntityId),
}
