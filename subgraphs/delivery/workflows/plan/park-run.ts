import { type Failure, toFailure } from '../../failure.ts'
import { applyChanges, type Change } from '../changes.ts'
import { type StepDefinition, stepsOf, type WorkflowDefinition } from '../definition.ts'
import { currentApprovals, type RunState, stepOf } from '../run-state.ts'
import { beginStep } from './begin-step.ts'
import { blockRun } from './block-run.ts'
import { beginUndo, settleUndo } from './compensate.ts'
import { failAttempt } from './fail-attempt.ts'
import { openTask } from './open-task.ts'

/**
 * A run that fails again and again in a way that nobody foresaw goes to a person, at the step where it stands. Null when it
 * stands at none, because only its end fails, or waits for a person already on its way back.
 */
export function parkRun(state: RunState, definition: WorkflowDefinition, cause: unknown): readonly Change[] | null {
  const failure = toFailure(cause)
  const steps = stepsOf(definition)
  const undo = steps.toReversed().find(({ key }) => ['PENDING', 'FAILED'].includes(stepOf(state, key).compensationStatus))
  if (undo !== undefined) return parkUndo(state, undo, failure)
  const step = steps.find(({ key }) => !OVER.has(stepOf(state, key).status))
  return step === undefined ? null : parkStep(state, step, failure)
}

const OVER: ReadonlySet<string> = new Set(['COMPLETED', 'SKIPPED', 'FAILED', 'COMPENSATED'])

function parkUndo(state: RunState, definition: StepDefinition, failure: Failure): readonly Change[] | null {
  if (stepOf(state, definition.key).compensationStatus === 'FAILED') return null
  const begun = beginUndo(state, definition)
  return [...begun, ...settleUndo(applyChanges(state, begun, state.now), definition, failure, 0)]
}

function parkStep(state: RunState, definition: StepDefinition, failure: Failure): readonly Change[] {
  const { key, status } = stepOf(state, definition.key)
  if (status === 'IN_REVIEW') return reviewAgain(state, definition, failure)
  // Only what was begun can fail.
  const begun = status === 'RUNNING' || status === 'WAITING' ? [] : beginStep(state, definition)
  const withdrawn = currentApprovals(state, key).flatMap((approval): readonly Change[] =>
    approval.status === 'APPROVED' || approval.status === 'REJECTED' || approval.status === 'CANCELLED'
      ? []
      : [{ entity: 'Approval', id: approval.id, to: 'CANCELLED' }],
  )
  const before = [...begun, ...withdrawn]
  // Nobody knows what failed, so an optional step is not left out without a person either.
  const failed = failAttempt(
    applyChanges(state, before, state.now),
    { ...definition, optional: false },
    { failure, findings: {} },
    0,
  )
  return [...before, ...failed]
}

/** A person has settled the task of the step already, and that is what cannot be carried out. */
function reviewAgain(state: RunState, definition: StepDefinition, failure: Failure): readonly Change[] {
  const { key, name } = definition
  const title = `${name}: ${failure.code}`
  return [
    ...openTask(state, { stepKey: key, subject: 'STEP', title, failure, assigneeRole: 'delivery_ops', dueBusinessHours: 4 }),
    ...blockRun(state, key, failure),
  ]
}
