import type { CostCenterResolvers } from '../schema.generated.ts'
import { present } from './present.ts'

export const CostCenter: CostCenterResolvers = {
  __resolveReference: ({ id }, { costCenters }) => costCenters.byId(id),
  legalEntity: async ({ legalEntityId }, _, { legalEntities }) =>
    present(await legalEntities.byId(legalEntityId), 'legal entity', legalEntityId),
  owner: ({ ownerId }) => (ownerId === null ? null : { __typename: 'Worker', id: ownerId }),
}
