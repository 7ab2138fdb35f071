import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import type { AuditCaller } from '../../contracts/wire/audit-record.ts'
import type { Principal } from '../../contracts/wire/principal.ts'

/** Who is calling, as the trail knows it: the subject only by its pseudonym. */
export function auditCaller(principal: Principal | null, key: Pick<AuditKey, 'pseudonymOf'>): AuditCaller | null {
  if (principal === null) return null
  const { subject, kind, clientId, partner } = principal
  return { subject: key.pseudonymOf(subject), kind, client: clientId, actingFor: partner?.id ?? null }
}
