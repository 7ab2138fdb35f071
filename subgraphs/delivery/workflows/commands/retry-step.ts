import type { Change } from '../changes.ts'
import { rereadFor } from '../rereads.ts'
import { stepOf } from '../run-state.ts'
import { accept, invalidState, type Verdict, type WordContext } from './command.ts'
import { settleTask } from './settle-task.ts'

const RETRYABLE = ['IN_REVIEW', 'IN_FALLBACK', 'RETRYING'] as const

/**
 * Tries a step again now, with the same idempotency key, and reads what it is about again; the same for an undo that waits
 * for a person.
 */
export function retryStep(context: WordContext, key: string, reason: string): Verdict {
  const step = stepOf(context.state, key)
  if (step.compensationStatus === 'FAILED') return accept(retryUndo(key), ...settleTask(context, key, 'RETRY', reason))
  if (!RETRYABLE.some((status) => status === step.status)) {
    return invalidState(`A step that is ${step.status} cannot be tried again.`, step.status)
  }
  // Somebody has looked at it and perhaps reworked sale or contract; a call that only waits has no such person.
  const reread = step.status === 'IN_REVIEW' ? rereadFor(context.state, context.definition, key) : []
  return accept(...reread, ...retry(context, key), ...settleTask(context, key, 'RETRY', reason))
}

/** The step begins anew: its attempts, its rounds and the day of grace of the fallback queue are counted from here. */
export function retry({ state }: WordContext, key: string): readonly Change[] {
  return [
    {
      entity: 'WorkflowStep',
      key,
      ...(stepOf(state, key).status !== 'RETRYING' && { to: 'RETRYING' }),
      set: {
        manual: true,
        attemptsInRound: 0,
        fallbackRound: 0,
        firstFailedAt: state.now,
        nextRetryAt: null,
        nextAttemptAt: null,
      },
    },
  ]
}

const retryUndo = (key: string): Change => ({
  entity: 'WorkflowStep',
  key,
  note: 'undo_retried',
  set: {
    manual: true,
    compensationStatus: 'PENDING',
    attemptsInRound: 0,
    fallbackRound: 0,
    firstFailedAt: null,
    nextRetryAt: null,
    nextAttemptAt: null,
  },
})
