import type { WriteError } from '../../shared/port.ts'
import { REQUISITION_TRANSITIONS, type RequisitionStatus } from '../states.ts'

/** Longest reason in characters. */
const MAX_REASON_LENGTH = 2_000

/** A requisition is withdrawn until it is ordered; from then on the order would have to be. */
export function whyNotCancel(status: RequisitionStatus, reason: string): WriteError | null {
  if (reason.trim() === '' || reason.length > MAX_REASON_LENGTH) {
    const message = `The reason must have 1 to ${MAX_REASON_LENGTH} characters.`
    return { code: 'VALIDATION_FAILED', rule: 'REASON', message, field: ['input', 'reason'] }
  }
  const allowedStates: readonly RequisitionStatus[] = REQUISITION_TRANSITIONS[status]
  if (allowedStates.includes('CANCELLED')) return null
  const message = `A requisition in ${status} cannot be cancelled.`
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates }
}
