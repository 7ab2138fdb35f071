import type { DeferredNewsResolvers } from '../schema.generated.ts'

export const DeferredNews: DeferredNewsResolvers = {
  deferredAt: ({ createdAt }) => createdAt,
}
