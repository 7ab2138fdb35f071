import type { CommentOccasion } from '../../port.ts'
import type { ApprovalState } from '../run-state.ts'
import { mayNotDecide, notOpen, partsIn, SEGREGATION } from './approval-access.ts'
import { accept, type CommandContext, invalidState, refuse, type Verdict } from './command.ts'
import { commentOn } from './comment-on.ts'

/**
 * Gives a decision to another person, or takes it back: whoever may decide and names himself ends the delegation, so that a
 * delegate who is away stops nobody; the deadline ends it too. Whether the delegate has the role is asked when he decides: it may be given or taken
 * meanwhile. A part in the run stays, so somebody who has one is refused at once.
 */
export function delegateApproval(
  { state, by }: CommandContext,
  approval: ApprovalState,
  { toWorkerId, reason }: { readonly toWorkerId: string; readonly reason: string },
): Verdict {
  const undelegated = { ...approval, delegatedToWorkerId: null }
  const error = notOpen(state, approval) ?? mayNotDecide(state, undelegated, by)
  if (error !== null) return refuse(error)
  const { id, status, delegatedToWorkerId } = approval
  const said = (occasion: CommentOccasion) => commentOn(state, approval, by, { occasion, text: reason })
  if (toWorkerId === by.workerId) {
    if (delegatedToWorkerId === null || delegatedToWorkerId === by.workerId) {
      return invalidState('A person cannot delegate to himself.', status)
    }
    return accept({
      entity: 'Approval',
      id,
      note: 'delegation_ended',
      set: { delegatedToWorkerId: null, delegatedByWorkerId: null, comments: said('TAKE_BACK') },
      details: { delegatedTo: delegatedToWorkerId, reason: 'given' },
    })
  }
  if (approval.dueAt <= state.now) return invalidState('The deadline has passed, and with it the time to delegate.', status)
  if (Object.values(partsIn(state, approval)).flat().includes(toWorkerId)) {
    const message = 'The delegate had a part in it and may not decide.'
    return refuse({ code: 'POLICY_VIOLATION', message, policy: SEGREGATION })
  }
  return accept({
    entity: 'Approval',
    id,
    note: 'delegated',
    set: { delegatedToWorkerId: toWorkerId, delegatedByWorkerId: by.workerId, comments: said('DELEGATE') },
    details: { delegatedTo: toWorkerId, reason: 'given' },
  })
}
