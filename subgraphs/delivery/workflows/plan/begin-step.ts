import type { HandoffStatus } from '../../states.ts'
import type { Change } from '../changes.ts'
import { type StepDefinition, stepsOf, type WorkflowDefinition } from '../definition.ts'
import { type RunState, stepOf } from '../run-state.ts'
import { goOn } from './go-on.ts'

/** One attempt begins. Written before the attempt, so that whoever takes the run over knows that there may be an effect. */
export function beginStep(
  state: RunState,
  definition: StepDefinition,
  during: HandoffStatus = definition.during,
): readonly Change[] {
  const step = stepOf(state, definition.key)
  return [
    ...goOn(state, during),
    {
      entity: 'WorkflowStep',
      key: step.key,
      // RUNNING already: the worker that began the attempt is gone, and this one makes it again.
      ...(step.status !== 'RUNNING' && { to: 'RUNNING' }),
      set: {
        attempt: step.attempt + 1,
        attemptsInRound: step.attemptsInRound + 1,
        nextRetryAt: null,
        nextAttemptAt: null,
        startedAt: step.startedAt ?? state.now,
      },
    },
    { entity: 'WorkflowRun', set: { currentStepKey: step.key } },
  ]
}

/** State of the handoff while a step is attempted: one that is read again leaves the handoff where it has got to. */
export function duringOf(state: RunState, workflow: WorkflowDefinition, { key, during }: StepDefinition): HandoffStatus {
  if (stepOf(state, key).result === null) return during
  if (state.handoff.status !== 'BLOCKED') return state.handoff.status
  const furthest = stepsOf(workflow).findLast((step) => !['PENDING', 'SKIPPED'].includes(stepOf(state, step.key).status))
  return furthest?.during ?? during
}
