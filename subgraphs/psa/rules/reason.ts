import type { WriteError } from '../../shared/port.ts'

/** Longest reason in characters. */
const MAX_REASON_LENGTH = 2_000

/** A reason is for people who read the record later: blank text is none. `field` names where it was given. */
export function findReasonFault(reason: string, field = 'reason'): WriteError | null {
  if (reason.trim() !== '' && reason.length <= MAX_REASON_LENGTH) return null
  return {
    code: 'VALIDATION_FAILED',
    message: `The ${field} must have 1 to ${MAX_REASON_LENGTH} characters.`,
    field: ['input', field],
    rule: 'PSA-REASON',
  }
}
