import { stepKeyOf, summarise } from '../rules/timeline-summary.ts'
import type { TimelineEntryResolvers } from '../schema.generated.ts'

export const TimelineEntry: TimelineEntryResolvers = {
  id: ({ sequence }) => String(sequence),
  at: ({ occurredAt }) => occurredAt,
  stepKey: stepKeyOf,
  summary: summarise,
}
