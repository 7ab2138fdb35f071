import { Decimal } from 'decimal.js'
import type { DateText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { ApprovalReason, StaffingRequest } from '../staffing-port.ts'
import { addWorkingDays } from './working-days.ts'

/** Working days of notice with which nobody needs to be asked. */
const NOTICE_DAYS = 5

/**
 * Why a booking for this request needs an approval on business day `today`; empty when it needs none. A cost rate above the
 * target and a worker of another legal entity are reasons as well, but both are facts of HR that this system does not hold:
 * whoever approves looks at them there.
 */
export function approvalReasons(
  { allocation, startDate }: Pick<StaffingRequest, 'allocation' | 'startDate'>,
  today: DateText,
): readonly ApprovalReason[] {
  return [
    ...(new Decimal(allocation).greaterThan(1) ? (['OVER_ALLOCATION'] as const) : []),
    ...(startDate < addWorkingDays(today, NOTICE_DAYS) ? (['SHORT_NOTICE'] as const) : []),
  ]
}

/** Policy that refuses a booking whose approval, or lack of need for one, is older than a reason for it. */
export const APPROVAL_OUTDATED = 'APPROVAL_OUTDATED'

/** Null while a candidate has no other reasons on business day `today` than those that are `known` of it. */
export function refuseOutdated(
  request: Pick<StaffingRequest, 'allocation' | 'startDate'>,
  known: readonly ApprovalReason[],
  today: DateText,
): WriteError | null {
  const appeared = approvalReasons(request, today).filter((reason) => !known.includes(reason))
  if (appeared.length === 0) return null
  const message = `Nobody has approved this yet: ${appeared.join(', ')}. The candidate waits for an approval now.`
  return { code: 'POLICY_VIOLATION', message, policy: APPROVAL_OUTDATED }
}
