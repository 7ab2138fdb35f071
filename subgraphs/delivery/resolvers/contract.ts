import type { ContractResolvers } from '../schema.generated.ts'

export const Contract: ContractResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Contract', id }),
  approvals: async ({ id }, _, { approvals }) =>
    (await approvals.byKey('contractId', id)).toSorted((a, b) =>
      `${a.requestedAt} ${a.stepKey}` < `${b.requestedAt} ${b.stepKey}` ? -1 : 1,
    ),
}
