import { present } from '../../shared/present.ts'
import type { CostCenterResolvers } from '../schema.generated.ts'

export const CostCenter: CostCenterResolvers = {
  __resolveReference: ({ id }, { costCenters }) => costCenters.byId(id),
  legalEntity: async ({ legalEntityId }, _, { legalEntities }) =>
    present(await legalEntities.byId(legalEntityId), 'legal entity', legalEntityId),
  owner: ({ ownerId }) => (ownerId === null ? null : { __typename: 'Worker', id: ownerId }),
}
