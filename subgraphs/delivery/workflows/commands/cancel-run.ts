import type { Change } from '../changes.ts'
import { accept, type CommandContext, invalidState, type Verdict } from './command.ts'

/** Runs that can still be cancelled. */
const CANCELLABLE = ['RUNNING', 'WAITING_APPROVAL', 'WAITING_SYSTEM', 'IN_REVIEW'] as const

/**
 * Asks a run to undo itself. It is a wish until the run acts on it: when something was posted meanwhile, the run refuses it,
 * says so in a notice, and goes on.
 */
export function cancelRun({ state, by }: CommandContext, reason: string): Verdict {
  const { status, cancel, cancelRefusedAt } = state.run
  if (cancelRefusedAt !== null) {
    return invalidState('Something is posted on the project; close the project instead of cancelling its handoff.', status)
  }
  const isTurnedBack = state.steps.some(({ compensationStatus }) => compensationStatus !== 'NOT_NEEDED')
  const isOver = !CANCELLABLE.some((each) => each === status)
  if (isOver || isTurnedBack) {
    const isUnderWay = status === 'COMPENSATING' || !isOver
    return invalidState(isUnderWay ? 'The run is being undone already.' : `A run that is ${status} cannot be cancelled.`, status)
  }
  if (cancel !== null) return accept()
  return accept(wishToCancel(by.subject, reason))
}

/** What makes the run turn back as soon as it looks. */
export const wishToCancel = (by: string, reason: string): Change => ({
  entity: 'WorkflowRun',
  note: 'cancel_requested',
  set: { cancel: { by, reason } },
  details: { reason: 'given' },
})
