import { readEvents } from '../../shared/event-resolvers.ts'
import type { QueryResolvers } from '../schema.generated.ts'

export const Query: Pick<
  Required<QueryResolvers>,
  'account' | 'accounts' | 'opportunity' | 'opportunities' | 'contract' | 'contracts' | 'crmEvents'
> = {
  account: (_, { id }, { accounts }) => accounts.byId(id),
  accounts: (_, request, { accounts }) => accounts.list(request),
  opportunity: (_, { id }, { opportunities }) => opportunities.byId(id),
  opportunities: (_, request, { opportunities }) => opportunities.list(request),
  contract: (_, { id }, { contracts }) => contracts.byId(id),
  contracts: (_, request, { contracts }) => contracts.list(request),
  crmEvents: readEvents,
}
