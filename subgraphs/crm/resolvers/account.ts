import type { AccountResolvers } from '../schema.generated.ts'

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, { accounts }) => accounts.byId(id),
  parent: ({ parentId }, _, { accounts }) => (parentId === null ? null : accounts.byId(parentId)),
  owner: ({ ownerId }) => (ownerId === null ? null : { __typename: 'Worker', id: ownerId }),
  contacts: ({ id }, request, { contacts }) => contacts.pageByKey('accountId', id, request),
  opportunities: ({ id }, request, { opportunities }) => opportunities.pageByKey('accountId', id, request),
  contracts: ({ id }, request, { contracts }) => contracts.pageByKey('accountId', id, request),
}
