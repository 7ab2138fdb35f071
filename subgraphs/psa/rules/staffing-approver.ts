import type { Principal } from '../../../contracts/wire/principal.ts'
import type { WriteError } from '../../shared/port.ts'

/** Roles that decide on unusual bookings. Project managers hold the same scopes, but the team they ask for is their own. */
const APPROVERS: readonly string[] = ['resource_manager', 'delivery_director', 'region_head']

export function findApproverFault({ kind, roles }: Principal): WriteError | null {
  if (kind === 'PERSON' && roles.some((role) => APPROVERS.includes(role))) return null
  const message = `Only a person in one of the roles ${APPROVERS.join(', ')} decides on candidates.`
  return { code: 'FORBIDDEN', message, policy: 'approver_role' }
}
