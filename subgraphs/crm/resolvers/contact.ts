import { present } from '../../shared/present.ts'
import type { ContactResolvers } from '../schema.generated.ts'

export const Contact: ContactResolvers = {
  __resolveReference: ({ id }, { contacts }) => contacts.byId(id),
  account: async ({ accountId }, _, { accounts }) => present(await accounts.byId(accountId), 'account', accountId),
}
