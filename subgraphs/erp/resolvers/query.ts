import type { EntityLoaders } from '../../shared/loaders.ts'
import { MAX_PAGE_SIZE } from '../../shared/page.ts'
import type { LegalEntity, LegalEntityFilter } from '../port.ts'
import type { QueryResolvers } from '../schema.generated.ts'

export const Query: QueryResolvers = {
  legalEntity: (_, { id }, { legalEntities }) => legalEntities.byId(id),
  legalEntities: (_, filter, { legalEntities }) => allOf(legalEntities, filter),
  costCenters: (_, { legalEntityId, ...page }, { costCenters }) => costCenters.list({ ...page, filter: { legalEntityId } }),
  invoice: (_, { id }, { invoices }) => invoices.byId(id),
  invoices: (_, request, { invoices }) => invoices.list(request),
  charges: (_, request, { charges }) => charges.list(request),
}

/** Legal entities are few, but a firm with more than one page of them gets all. */
async function allOf(
  loaders: EntityLoaders<LegalEntity, LegalEntityFilter, never, never>,
  filter: LegalEntityFilter,
): Promise<readonly LegalEntity[]> {
  const entities: LegalEntity[] = []
  let after: string | null = null
  do {
    const { nodes, pageInfo } = await loaders.list({ filter, first: MAX_PAGE_SIZE, after })
    entities.push(...nodes)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  } while (after !== null)
  return entities
}
