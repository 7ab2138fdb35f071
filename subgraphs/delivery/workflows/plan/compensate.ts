import { blockersOf, type Failure } from '../../failure.ts'
import { nextAction } from '../../rules/failure-path.ts'
import type { StepStatus } from '../../states.ts'
import type { Change } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import { type RunState, type StepState, stepOf } from '../run-state.ts'
import { addMinutes, inRealTime } from '../times.ts'
import { openTask } from './open-task.ts'

/** States in which a step may have had its effect: its undo is due, and is a no-op when there was none. */
const BEGUN: ReadonlySet<StepStatus> = new Set<StepStatus>([
  'RUNNING',
  'RETRYING',
  'IN_FALLBACK',
  'IN_REVIEW',
  'FAILED',
  'COMPLETED',
])

/** The run turns back: requests are withdrawn, what was not begun is left out, and every step with an undo is due. */
export function startCompensation(
  state: RunState,
  definitions: readonly StepDefinition[],
  undoable: ReadonlySet<string>,
): readonly Change[] {
  const reason = state.run.cancel?.reason ?? 'The run was stopped.'
  const failure: Failure = { code: 'RUN_CANCELLED', category: 'CANCELLED', message: reason, system: null }
  const { code, category } = failure
  return [
    {
      entity: 'WorkflowRun',
      to: 'COMPENSATING',
      set: { failure },
      details: { code, category },
    },
    ...state.approvals.flatMap(({ id, status }): Change[] =>
      status === 'PENDING' || status === 'ESCALATED' || status === 'SENT_BACK'
        ? [{ entity: 'Approval', id, to: 'CANCELLED' }]
        : [],
    ),
    ...state.tasks.map(({ id }): Change => ({ entity: 'ReviewTask', id, to: 'WITHDRAWN' })),
    ...definitions.flatMap(({ key }) => turnBack(state, stepOf(state, key), undoable.has(key))),
  ]
}

function turnBack({ now }: RunState, { key, status, error }: StepState, hasUndo: boolean): readonly Change[] {
  if (status === 'PENDING' || status === 'WAITING') {
    return [{ entity: 'WorkflowStep', key, to: 'SKIPPED', set: { reason: 'The run was cancelled first.', completedAt: now } }]
  }
  // A step that was left out because it failed may have had its effect all the same.
  const isAbandoned = status === 'SKIPPED' && error !== null
  if (!BEGUN.has(status) && !isAbandoned) return []
  const isOver = status === 'COMPLETED' || status === 'FAILED' || isAbandoned
  // The undo begins its own count of attempts.
  const undo = hasUndo
    ? ({ compensationStatus: 'PENDING', attemptsInRound: 0, fallbackRound: 0, nextRetryAt: null, nextAttemptAt: null } as const)
    : {}
  if (isOver && !hasUndo) return []
  return [
    {
      entity: 'WorkflowStep',
      key,
      ...(!isOver && { to: 'FAILED' }),
      set: { ...undo, ...(hasUndo && { firstFailedAt: null }), ...(!isOver && { completedAt: now }) },
    },
  ]
}

/**
 * Nothing can be undone any more: the wish is refused, and the run goes on where it was. A step whose task was settled by
 * that wish needs a person again.
 */
export function refuseCancel(state: RunState, definitions: readonly StepDefinition[]): readonly Change[] {
  const { now, run } = state
  return [
    ...definitions.flatMap(({ key, name }) => {
      const { status, error } = stepOf(state, key)
      if (status !== 'IN_REVIEW' || error === null) return []
      return openTask(state, {
        stepKey: key,
        subject: 'STEP',
        title: `${name}: ${error.code}`,
        failure: error,
        assigneeRole: 'delivery_ops',
        dueBusinessHours: 4,
      })
    }),
    {
      entity: 'WorkflowRun',
      note: 'cancel_refused',
      set: { cancel: null, cancelRefusedAt: now, exceptionCount: run.exceptionCount + 1 },
    },
    {
      entity: 'Notice',
      role: 'delivery_ops',
      title: `The cancellation of ${run.key} was refused: something is posted on the project; close the project instead.`,
    },
  ]
}

/** An attempt to undo begins. */
export function beginUndo(state: RunState, { key }: StepDefinition): readonly Change[] {
  const { attemptsInRound } = stepOf(state, key)
  return [
    ...turnBackAgain(state),
    { entity: 'WorkflowStep', key, set: { attemptsInRound: attemptsInRound + 1, nextRetryAt: null, nextAttemptAt: null } },
    { entity: 'WorkflowRun', set: { currentStepKey: key } },
  ]
}

/** How an attempt to undo ended: `failure` null when it is undone. A failure takes the path of its category, as in a do. */
export function settleUndo(
  state: RunState,
  definition: StepDefinition,
  failure: Failure | null,
  chance: number,
): readonly Change[] {
  const step = stepOf(state, definition.key)
  const { key } = step
  if (failure === null) {
    return [{ entity: 'WorkflowStep', key, to: 'COMPENSATED', set: { compensationStatus: 'DONE', nextRetryAt: null } }]
  }
  const counted: Change = { entity: 'WorkflowRun', set: { exceptionCount: state.run.exceptionCount + 1 } }
  const firstFailedAt = step.firstFailedAt ?? state.now
  const { category, code } = failure
  const next = nextAction({
    category,
    code,
    attempt: step.attemptsInRound,
    fallbackRound: step.fallbackRound,
    firstFailedAt,
    now: state.now,
    optional: false,
  })
  switch (next.kind) {
    case 'retry':
      return [
        { entity: 'WorkflowStep', key, set: { firstFailedAt, error: failure, nextRetryAt: inRealTime(next.delayMs * chance) } },
        counted,
      ]
    case 'fallback':
      return [
        {
          entity: 'WorkflowStep',
          key,
          set: {
            firstFailedAt,
            error: failure,
            fallbackRound: next.round,
            attemptsInRound: 0,
            nextAttemptAt: addMinutes(state.now, next.afterMinutes),
          },
        },
        counted,
      ]
    default:
      return [...parkUndo(state, definition, failure), counted]
  }
}

/**
 * An undo that failed for good is never swallowed: the run waits until operations settle it, whoever owns such failures of a
 * step. What is left behind in a system is theirs to remove.
 */
function parkUndo(state: RunState, definition: StepDefinition, failure: Failure): readonly Change[] {
  const { key } = definition
  const parked: Failure = {
    ...failure,
    code: 'UNDO_FAILED',
    message: `${definition.name} could not be undone: ${failure.message}`,
  }
  const details = { step: key, code: failure.code, category: failure.category }
  return [
    { entity: 'WorkflowStep', key, set: { compensationStatus: 'FAILED', error: failure } },
    ...openTask(state, {
      stepKey: key,
      subject: 'UNDO',
      title: `Undo of ${definition.name}: ${failure.code}`,
      failure: parked,
      assigneeRole: 'delivery_ops',
      dueBusinessHours: 4,
    }),
    {
      entity: 'Handoff',
      ...(state.handoff.status !== 'BLOCKED' && { to: 'BLOCKED' }),
      set: { blockers: blockersOf(parked).map((blocker) => ({ ...blocker, since: state.now })) },
      details: { step: key, code: failure.code },
    },
    { entity: 'WorkflowRun', to: 'IN_REVIEW', details },
  ]
}

/** A person has settled the undo that the run stood still for. */
const turnBackAgain = ({ run }: RunState): readonly Change[] =>
  run.status === 'IN_REVIEW' ? [{ entity: 'WorkflowRun', to: 'COMPENSATING' }] : []

/** Everything is undone, the last of it perhaps by hand. */
export function endCompensation(state: RunState): readonly Change[] {
  const details = { code: 'RUN_CANCELLED' }
  return [
    ...turnBackAgain(state),
    {
      entity: 'Handoff',
      to: 'CANCELLED',
      set: {
        blockers: [],
        projectId: null,
        templateCode: null,
        contractApprovedAt: null,
        projectCreatedAt: null,
        resourcesAssignedAt: null,
        setupCycleHours: null,
      },
      details,
    },
    { entity: 'WorkflowRun', to: 'CANCELLED', details },
  ]
}
