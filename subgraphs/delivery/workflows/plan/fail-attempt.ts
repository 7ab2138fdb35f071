import type { InstantText } from '../../../../contracts/wire/values.ts'
import type { Failure } from '../../failure.ts'
import { nextAction } from '../../rules/failure-path.ts'
import type { Change, HandoffPatch } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import { type RunState, type StepState, stepOf } from '../run-state.ts'
import { addMinutes, inRealTime } from '../times.ts'
import { blockRun } from './block-run.ts'
import { openTask } from './open-task.ts'

interface Failed {
  readonly failure: Failure
  readonly findings: HandoffPatch
}

/** A failed attempt takes the one path of its category: again soon, again later, to a person, or without the step. */
export function failAttempt(
  state: RunState,
  definition: StepDefinition,
  { failure, findings }: Failed,
  chance: number,
): readonly Change[] {
  const step = stepOf(state, definition.key)
  const { key } = step
  const firstFailedAt = step.firstFailedAt ?? state.now
  const { code, category } = failure
  const details = { code, category }
  const counted: Change = { entity: 'WorkflowRun', set: { exceptionCount: state.run.exceptionCount + 1 } }
  const isLook = step.status === 'WAITING'
  const next = nextAction({
    category,
    code,
    // Nothing is written when a look begins, so the failed one is not counted yet.
    attempt: step.attemptsInRound + (isLook ? 1 : 0),
    fallbackRound: step.fallbackRound,
    firstFailedAt,
    now: state.now,
    optional: definition.optional,
  })
  // What people have to do does not depend on the system that cannot be asked: the step keeps its deadline.
  if (isLook && (category === 'TRANSIENT' || next.kind === 'retry')) return [lookAgain(step, chance)]
  switch (next.kind) {
    case 'retry':
      return [
        {
          entity: 'WorkflowStep',
          key,
          to: 'RETRYING',
          set: { error: failure, firstFailedAt, nextRetryAt: inRealTime(next.delayMs * chance) },
          details,
        },
        counted,
      ]
    case 'fallback':
      return [park(step, failure, { firstFailedAt, round: next.round, at: addMinutes(state.now, next.afterMinutes) }), counted]
    case 'skip':
      return [
        {
          entity: 'WorkflowStep',
          key,
          to: 'SKIPPED',
          set: { error: failure, firstFailedAt, reason: next.reason, completedAt: state.now },
          details: { ...details, reason: next.reason },
        },
        counted,
      ]
    case 'review':
      return [
        { entity: 'WorkflowStep', key, to: 'IN_REVIEW', set: { error: failure, firstFailedAt, nextRetryAt: null }, details },
        ...openTask(state, {
          stepKey: key,
          subject: 'STEP',
          title: `${definition.name}: ${failure.code}`,
          failure,
          assigneeRole: next.ownerRole,
          dueBusinessHours: next.dueBusinessHours,
        }),
        ...blockRun(state, key, failure, findings),
      ]
  }
}

/** A look that did not get through: the news that called for it will not come again, so the step looks by itself. */
function lookAgain({ key, attemptsInRound }: StepState, chance: number): Change {
  const longestMs = Math.min(MAX_LOOK_PAUSE_MS, LOOK_PAUSE_MS * 2 ** attemptsInRound)
  return {
    entity: 'WorkflowStep',
    key,
    set: { attemptsInRound: attemptsInRound + 1, nextRetryAt: inRealTime(longestMs * chance) },
  }
}

/** Longest first pause after a look that did not get through; it doubles with every such look in a row. */
const LOOK_PAUSE_MS = 10_000
const MAX_LOOK_PAUSE_MS = 600_000

function park(
  { key }: StepState,
  failure: Failure,
  { firstFailedAt, round, at }: { readonly firstFailedAt: InstantText; readonly round: number; readonly at: InstantText },
): Change {
  const { code, category } = failure
  return {
    entity: 'WorkflowStep',
    key,
    to: 'IN_FALLBACK',
    set: { error: failure, firstFailedAt, fallbackRound: round, attemptsInRound: 0, nextAttemptAt: at },
    details: { code, category, round: String(round), nextAttemptAt: at },
  }
}
