import type { FallbackItemResolvers } from '../schema.generated.ts'
import { present } from './present.ts'

/** A step in the fallback queue, as the queue shows it; what is shown here is there while a step is parked. */
export const FallbackItem: FallbackItemResolvers = {
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
  step: (step) => step,
  errorCode: ({ errorCode, id }) => present(errorCode, 'failure of the parked step', id),
  attempts: ({ attempt }) => attempt,
  firstFailedAt: ({ firstFailedAt, id }) => present(firstFailedAt, 'first failure of the parked step', id),
  nextAttemptAt: ({ nextAttemptAt, id }) => present(nextAttemptAt, 'next attempt of the parked step', id),
}
