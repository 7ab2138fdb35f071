import type { AccountResolvers } from '../schema.generated.ts'

/** The ERP's part of an account: the customer master record and what the client owes. */
export const Account: AccountResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Account', id }),
  erpCustomerNumber: async ({ id }, _, { customers }) => (await customers.byId(id))?.erpCustomerNumber ?? null,
  customerMasterStatus: async ({ id }, _, { customers }) => (await customers.byId(id))?.status ?? 'MISSING',
  creditHold: async ({ id }, _, { customers }) => (await customers.byId(id))?.creditHold ?? null,
  creditLimit: async ({ id }, _, { customers }) => (await customers.byId(id))?.creditLimit ?? null,
  openReceivables: ({ id }, _, { receivables }) => receivables.load(id),
  invoices: ({ id }, request, { invoices }) => invoices.pageByKey('accountId', id, request),
}
