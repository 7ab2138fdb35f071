import type { OpportunityResolvers } from '../schema.generated.ts'

export const Opportunity: OpportunityResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Opportunity', id }),
  handoff: async ({ id }, _, { handoffs }) => {
    const all = await handoffs.byKey('opportunityId', id)
    return all.toSorted((a, b) => b.attempt - a.attempt)[0] ?? null
  },
}
