import type { InstantText } from '../../../contracts/wire/values.ts'
import type { RunStatus } from '../states.ts'
import { type StepDefinition, stepsOf, type WorkflowDefinition } from './definition.ts'
import { type ApprovalState, currentApprovals, type RunState, stepOf } from './run-state.ts'
import { addMinutes } from './times.ts'

/** What a run does next. */
export type Action =
  /** One attempt of a step, or one look whether people have done what it waits for. */
  | { readonly kind: 'attempt'; readonly step: StepDefinition }
  | { readonly kind: 'ask'; readonly step: StepDefinition }
  | { readonly kind: 'ask-next-level'; readonly step: StepDefinition }
  | { readonly kind: 'escalate'; readonly approval: ApprovalState }
  | { readonly kind: 'end-delegation'; readonly approval: ApprovalState }
  | { readonly kind: 'escalate-step'; readonly step: StepDefinition }
  | { readonly kind: 'settle-approved'; readonly step: StepDefinition }
  | { readonly kind: 'settle-rejected'; readonly step: StepDefinition; readonly approval: ApprovalState }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'undo'; readonly step: StepDefinition }
  | { readonly kind: 'end-compensation' }
  | { readonly kind: 'finish' }
  | Rest
  | { readonly kind: 'ended' }

/** Nothing to do until somebody or some time wakes the run. */
export interface Rest {
  readonly kind: 'rest'
  readonly status: RunStatus
  /** Business time. */
  readonly alarmAt: InstantText | null
  /** Real time. */
  readonly retryAt: InstantText | null
}

export interface Moment {
  /** Real time. */
  readonly realNow: InstantText
  /** Steps that were looked at since the run was last woken: once is enough. */
  readonly looked: ReadonlySet<string>
}

/**
 * Decides what comes next, from the ledger alone: the same state gives the same answer in every worker, before and after a
 * crash. No I/O, no clock, no chance.
 */
export function decide(state: RunState, definition: WorkflowDefinition, moment: Moment): Action {
  const { run } = state
  if (run.status === 'COMPLETED' || run.status === 'CANCELLED' || run.status === 'FAILED') return { kind: 'ended' }
  if (isTurnedBack(state)) return decideBackward(state, definition, moment)
  if (run.cancel !== null) return { kind: 'cancel' }
  return decideForward(state, definition, moment)
}

const isTurnedBack = ({ run, steps }: RunState): boolean =>
  run.status === 'COMPENSATING' || steps.some(({ compensationStatus }) => compensationStatus !== 'NOT_NEEDED')

function decideForward(state: RunState, definition: WorkflowDefinition, moment: Moment): Action {
  for (const group of definition.groups) {
    const open = group.filter(({ key }) => !['COMPLETED', 'SKIPPED'].includes(stepOf(state, key).status))
    if (open.length === 0) continue
    const actions = open.map((step) => decideStep(state, step, moment))
    return actions.find(({ kind }) => kind !== 'rest') ?? joinRests(actions.filter((action) => action.kind === 'rest'))
  }
  return { kind: 'finish' }
}

function decideStep(state: RunState, definition: StepDefinition, { realNow, looked }: Moment): Action {
  const step = stepOf(state, definition.key)
  const begin: Action = { kind: definition.approval === undefined ? 'attempt' : 'ask', step: definition }
  switch (step.status) {
    case 'RETRYING':
      return step.nextRetryAt !== null && step.nextRetryAt > realNow ? rest('RUNNING', { retryAt: step.nextRetryAt }) : begin
    case 'IN_FALLBACK':
      return step.nextAttemptAt !== null && step.nextAttemptAt > state.now
        ? rest('WAITING_SYSTEM', { alarmAt: step.nextAttemptAt })
        : begin
    case 'IN_REVIEW':
      return rest('IN_REVIEW')
    case 'WAITING':
      return definition.approval === undefined ? decideWait(state, definition, looked) : decideApprovals(state, definition)
    default:
      return begin
  }
}

function decideWait(state: RunState, definition: StepDefinition, looked: ReadonlySet<string>): Action {
  const { dueAt, escalationLevel, nextRetryAt } = stepOf(state, definition.key)
  if (!looked.has(definition.key)) return { kind: 'attempt', step: definition }
  const canEscalate = escalationLevel < (definition.wait?.escalateTo.length ?? 0)
  if (canEscalate && dueAt !== null && dueAt <= state.now) return { kind: 'escalate-step', step: definition }
  // News wakes the run; should it get lost on the way, the run finds out by itself.
  const nextLook = addMinutes(state.now, LOOK_EVERY_MINUTES)
  const alarmAt = canEscalate && dueAt !== null && dueAt < nextLook ? dueAt : nextLook
  return rest('WAITING_SYSTEM', { alarmAt, retryAt: nextRetryAt })
}

const LOOK_EVERY_MINUTES = 60

function decideApprovals(state: RunState, definition: StepDefinition): Action {
  const approvals = currentApprovals(state, definition.key)
  const rejected = approvals.find(({ status }) => status === 'REJECTED')
  if (rejected !== undefined) return { kind: 'settle-rejected', step: definition, approval: rejected }
  if (approvals.every(({ status }) => status === 'APPROVED')) {
    const isWhole = approvals.length === approvals[0]?.levelCount
    return { kind: isWhole ? 'settle-approved' : 'ask-next-level', step: definition }
  }
  // With nobody above, the deadline is only that of a delegation.
  const ticking = approvals.filter(
    (each) =>
      (each.status === 'PENDING' || each.status === 'ESCALATED') && (canEscalate(each) || each.delegatedToWorkerId !== null),
  )
  const late = ticking.find(({ dueAt }) => dueAt <= state.now)
  if (late !== undefined) return { kind: canEscalate(late) ? 'escalate' : 'end-delegation', approval: late }
  return rest('WAITING_APPROVAL', { alarmAt: earliest(ticking.map(({ dueAt }) => dueAt)) })
}

const canEscalate = ({ escalateTo, escalationLevel }: ApprovalState): boolean => escalationLevel < escalateTo.length

/** Undoes what was begun, last first. */
function decideBackward(state: RunState, definition: WorkflowDefinition, { realNow }: Moment): Action {
  const steps = stepsOf(definition).toReversed()
  const due = steps.find(({ key }) => ['PENDING', 'FAILED'].includes(stepOf(state, key).compensationStatus))
  if (due === undefined) return { kind: 'end-compensation' }
  const { compensationStatus, nextRetryAt, nextAttemptAt } = stepOf(state, due.key)
  if (compensationStatus === 'FAILED') return rest('IN_REVIEW')
  if (nextRetryAt !== null && nextRetryAt > realNow) return rest('COMPENSATING', { retryAt: nextRetryAt })
  if (nextAttemptAt !== null && nextAttemptAt > state.now) return rest('COMPENSATING', { alarmAt: nextAttemptAt })
  return { kind: 'undo', step: due }
}

/** What a run shows that waits for several things: a person's task before a decision before a system. */
const PRECEDENCE: readonly RunStatus[] = ['IN_REVIEW', 'WAITING_APPROVAL', 'WAITING_SYSTEM', 'RUNNING']

function joinRests(rests: readonly Rest[]): Rest {
  const status = PRECEDENCE.find((each) => rests.some((one) => one.status === each)) ?? 'RUNNING'
  return rest(status, {
    alarmAt: earliest(rests.flatMap(({ alarmAt }) => alarmAt ?? [])),
    retryAt: earliest(rests.flatMap(({ retryAt }) => retryAt ?? [])),
  })
}

function rest(
  status: RunStatus,
  until: { readonly alarmAt?: InstantText | null; readonly retryAt?: InstantText | null } = {},
): Rest {
  return { kind: 'rest', status, alarmAt: until.alarmAt ?? null, retryAt: until.retryAt ?? null }
}

const earliest = (times: readonly InstantText[]): InstantText | null => times.toSorted()[0] ?? null
