import type { AuditEventResolvers } from '../schema.generated.ts'

export const AuditEvent: AuditEventResolvers = {
  __resolveReference: ({ id }, { events }) => events.byId(id),
  at: ({ occurredAt }) => occurredAt,
  details: ({ payload }) =>
    Object.entries(payload)
      .map(([name, value]) => ({ name, value }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
}
