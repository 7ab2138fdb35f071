import { present } from '../../shared/present.ts'
import type { OpportunityResolvers } from '../schema.generated.ts'

export const Opportunity: OpportunityResolvers = {
  __resolveReference: ({ id }, { opportunities }) => opportunities.byId(id),
  account: async ({ accountId }, _, { accounts }) => present(await accounts.byId(accountId), 'account', accountId),
  acceptedBy: ({ acceptedById }) => (acceptedById === null ? null : { __typename: 'Worker', id: acceptedById }),
  sellingLegalEntity: ({ sellingLegalEntityId }) => ({ __typename: 'LegalEntity', id: sellingLegalEntityId }),
  owner: ({ ownerId }) => ({ __typename: 'Worker', id: ownerId }),
  solutionLead: ({ solutionLeadId }) => (solutionLeadId === null ? null : { __typename: 'Worker', id: solutionLeadId }),
  reseller: ({ resellerAccountId }, _, { accounts }) => (resellerAccountId === null ? null : accounts.byId(resellerAccountId)),
  contract: async ({ id }, _, { contracts }) => (await contracts.byKey('opportunityId', id))[0] ?? null,
  project: ({ projectId }) => (projectId === null ? null : { __typename: 'Project', id: projectId }),
}
