import { decimal } from '../../../../contracts/wire/values.ts'
import type { ApprovalDecision } from '../../port.ts'
import { businessHoursBetween } from '../../rules/business-hours.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { ApprovalState } from '../run-state.ts'
import { mayNotDecide, notOpen } from './approval-access.ts'
import { accept, type CommandContext, refuse, type Verdict } from './command.ts'
import { commentOn } from './comment-on.ts'

/** Approves, rejects, or sends back for rework, which stops the clock of the approval. */
export function decideApproval(
  { state, by }: CommandContext,
  approval: ApprovalState,
  { decision, comment }: { readonly decision: ApprovalDecision; readonly comment: string | null },
): Verdict {
  const error = notOpen(state, approval) ?? mayNotDecide(state, approval, by)
  if (error !== null) return refuse(error)
  const { id, dueAt } = approval
  const commented = comment !== null && { comment: 'given' }
  const comments = comment === null ? approval.comments : commentOn(state, approval, by, { occasion: decision, text: comment })
  const decided = { decision, comment, comments, decidedBy: by.subject, decidedByWorkerId: by.workerId }
  if (decision === 'SEND_BACK') {
    const left = businessHoursBetween(state.now, dueAt, calendarOf(state.handoff.region))
    return accept({
      entity: 'Approval',
      id,
      to: 'SENT_BACK',
      set: { comment, comments, decision, sentBackAt: state.now, remainingHours: decimal(left) },
      details: { decision, remainingHours: left, ...commented },
    })
  }
  return accept({
    entity: 'Approval',
    id,
    to: decision === 'APPROVE' ? 'APPROVED' : 'REJECTED',
    set: { ...decided, decidedAt: state.now },
    details: { decision, ...commented },
  })
}
