import type { AccountResolvers } from '../schema.generated.ts'

export const Account: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  projects: ({ id }, request, { projects }) => projects.pageByKey('accountId', id, request),
}
