import type { LegalEntityResolvers } from '../schema.generated.ts'

export const LegalEntity: LegalEntityResolvers = {
  __resolveReference: ({ id }, { legalEntities }) => legalEntities.byId(id),
}
