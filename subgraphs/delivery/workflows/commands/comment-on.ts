import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { ApprovalComment } from '../../approval-port.ts'
import type { CommentOccasion } from '../../port.ts'
import type { ApprovalState, RunState } from '../run-state.ts'

/** The history of an approval with one more word of a person; what was said before is never replaced. */
export function commentOn(
  { now }: Pick<RunState, 'now'>,
  { comments }: Pick<ApprovalState, 'comments'>,
  { subject, workerId }: Pick<Principal, 'subject' | 'workerId'>,
  { occasion, text }: { readonly occasion: CommentOccasion; readonly text: string },
): readonly ApprovalComment[] {
  return [...comments, { occasion, text, by: subject, byWorkerId: workerId, at: now }]
}
