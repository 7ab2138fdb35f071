import type { AuditEventResolvers } from '../schema.generated.ts'
import { toDetails } from './to-details.ts'

export const AuditEvent: AuditEventResolvers = {
  __resolveReference: ({ id }, { events }) => events.byId(id),
  at: ({ occurredAt }) => occurredAt,
  details: ({ payload }) => toDetails(payload),
}
