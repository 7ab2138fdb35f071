import type { ResourceResolvers } from '../schema.generated.ts'

export const Resource: ResourceResolvers = {
  worker: ({ id }) => ({ id }),
  supplier: ({ supplierId }) => (supplierId === null ? null : { id: supplierId }),
}
