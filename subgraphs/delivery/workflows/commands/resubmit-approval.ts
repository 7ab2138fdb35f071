import { Decimal } from 'decimal.js'
import { decimal } from '../../../../contracts/wire/values.ts'
import { addBusinessHours, businessHoursBetween } from '../../rules/business-hours.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { Change } from '../changes.ts'
import { rereadFor } from '../rereads.ts'
import type { ApprovalState } from '../run-state.ts'
import { accept, type CommandContext, invalidState, refuse, type Verdict } from './command.ts'
import { commentOn } from './comment-on.ts'

/** Whose work an approval goes back to. */
export const REWORKER = 'account_executive'

/**
 * What was sent back comes again: the clock goes on with the hours that were left. Sale and contract are read again, and when
 * the rework changed them, a new round is asked on what they say now.
 */
export function resubmitApproval(
  { state, definition, by }: CommandContext,
  approval: ApprovalState,
  { comment }: { readonly comment: string },
): Verdict {
  const { id, stepKey, status, sentBackAt, remainingHours, pausedHours } = approval
  if (status !== 'SENT_BACK' || sentBackAt === null) return invalidState('Only what was sent back can come again.', status)
  if (!by.roles.includes(REWORKER) && by.subject !== state.run.startedBy.subject) {
    return refuse({ code: 'FORBIDDEN', message: `Only a person in the role ${REWORKER} sends it again.`, policy: 'reworker' })
  }
  const calendar = calendarOf(state.handoff.region)
  const left = new Decimal(remainingHours ?? '0')
  const paused = new Decimal(pausedHours).plus(businessHoursBetween(sentBackAt, state.now, calendar))
  const dueAt = addBusinessHours(state.now, left.toNumber(), calendar)
  const again: Change = {
    entity: 'Approval',
    id,
    to: 'PENDING',
    set: {
      dueAt,
      pausedHours: decimal(paused.toFixed(2)),
      remainingHours: null,
      sentBackAt: null,
      decision: null,
      comments: commentOn(state, approval, by, { occasion: 'RESUBMIT', text: comment }),
      resubmittedBy: by.subject,
      resubmittedByWorkerId: by.workerId,
    },
    details: { dueAt, pausedHours: paused.toFixed(2) },
  }
  return accept(again, ...rereadFor(state, definition, stepKey))
}
