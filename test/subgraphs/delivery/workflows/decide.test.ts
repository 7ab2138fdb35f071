import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { instant } from '../../../../contracts/wire/values.ts'
import { REGISTERED_STEPS } from '../../../../subgraphs/delivery/steps/registered-steps.ts'
import { isApprovalStep } from '../../../../subgraphs/delivery/steps/step.ts'
import { cancelRun } from '../../../../subgraphs/delivery/workflows/commands/cancel-run.ts'
import type { Verdict } from '../../../../subgraphs/delivery/workflows/commands/command.ts'
import { decideApproval } from '../../../../subgraphs/delivery/workflows/commands/decide-approval.ts'
import { delegateApproval } from '../../../../subgraphs/delivery/workflows/commands/delegate-approval.ts'
import { resolveReviewTask } from '../../../../subgraphs/delivery/workflows/commands/resolve-review-task.ts'
import { resubmitApproval } from '../../../../subgraphs/delivery/workflows/commands/resubmit-approval.ts'
import { skipStep } from '../../../../subgraphs/delivery/workflows/commands/skip-step.ts'
import { decide } from '../../../../subgraphs/delivery/workflows/decide.ts'
import { stepsOf } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_2 } from '../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import type { ApprovalState, RunState, StepState } from '../../../../subgraphs/delivery/workflows/run-state.ts'
import { freshState } from '../support/memory-ledger.ts'
import { type Fate, letTimePass, newcomer, type Simulation, simulate } from '../support/simulated-run.ts'

const NOW = instant('2026-05-26T09:00:00.000Z')
const SOON = instant('2026-05-26T09:30:00.000Z')
const IN_AN_HOUR = instant('2026-05-26T10:00:00.000Z')
const LATER = instant('2026-05-27T09:00:00.000Z')
const FRESH = freshState(SOW_TO_PROJECT_2, NOW)

/** The run at a step: everything before it is completed. */
function at(key: string, step: Partial<StepState>, more: Partial<RunState> = {}): RunState {
  const index = FRESH.steps.findIndex((each) => each.key === key)
  const steps = FRESH.steps.map((each, position): StepState => {
    if (each.key === key) return { ...each, ...step }
    return position < index ? { ...each, status: 'COMPLETED' } : each
  })
  return { ...FRESH, steps, ...more }
}

const approval = (more: Partial<ApprovalState>) =>
  ({
    stepKey: 'H07',
    status: 'PENDING',
    round: 1,
    level: 1,
    levelCount: 1,
    escalateTo: ['delivery_director'],
    escalationLevel: 0,
    delegatedToWorkerId: null,
    dueAt: LATER,
    ...more,
  }) as ApprovalState // all that the decision looks at

const decided = (state: RunState, looked: readonly string[] = []) => {
  const action = decide(state, SOW_TO_PROJECT_2, { realNow: NOW, looked: new Set(looked) })
  return 'step' in action ? { ...action, step: action.step.key } : action
}
const withRun = (run: Partial<RunState['run']>): RunState => ({ ...FRESH, run: { ...FRESH.run, ...run } })
const rest = (status: string, until: object = {}) => ({ kind: 'rest', status, alarmAt: null, retryAt: null, ...until })
const waitingFor = (approvals: readonly ApprovalState[], more: Partial<RunState> = {}) =>
  at('H07', { status: 'WAITING' }, { approvals, ...more })

describe('decision about a run', () => {
  it.each([
    ['begins with the first step', FRESH, { kind: 'attempt', step: 'H01' }],
    ['makes an attempt again that its worker did not end', at('H10', { status: 'RUNNING' }), { kind: 'attempt', step: 'H10' }],
    [
      'waits for the pause before a retry',
      at('H10', { status: 'RETRYING', nextRetryAt: LATER }),
      rest('RUNNING', { retryAt: LATER }),
    ],
    ['retries after the pause', at('H10', { status: 'RETRYING', nextRetryAt: NOW }), { kind: 'attempt', step: 'H10' }],
    [
      'parks what a system cannot take',
      at('H10', { status: 'IN_FALLBACK', nextAttemptAt: LATER }),
      rest('WAITING_SYSTEM', { alarmAt: LATER }),
    ],
    [
      'drains it when its time has come',
      at('H10', { status: 'IN_FALLBACK', nextAttemptAt: NOW }),
      { kind: 'attempt', step: 'H10' },
    ],
    ['leaves a step in review to a person', at('H10', { status: 'IN_REVIEW' }), rest('IN_REVIEW')],
    ['asks people', at('H07', {}), { kind: 'ask', step: 'H07' }],
    ['waits for them until the deadline', waitingFor([approval({})]), rest('WAITING_APPROVAL', { alarmAt: LATER })],
    [
      'escalates at the deadline',
      waitingFor([approval({})], { now: LATER }),
      { kind: 'escalate', approval: expect.objectContaining({ dueAt: LATER }) },
    ],
    [
      'has no deadline when nobody is left to escalate to',
      waitingFor([approval({ escalationLevel: 1, status: 'ESCALATED' })], { now: LATER }),
      rest('WAITING_APPROVAL'),
    ],
    [
      'wakes at the deadline of a delegation, also when nobody is left to escalate to',
      waitingFor([approval({ escalationLevel: 1, status: 'ESCALATED', delegatedToWorkerId: 'wrk_1' })]),
      rest('WAITING_APPROVAL', { alarmAt: LATER }),
    ],
    [
      'ends the delegation then',
      waitingFor([approval({ escalationLevel: 1, status: 'ESCALATED', delegatedToWorkerId: 'wrk_1' })], { now: LATER }),
      { kind: 'end-delegation', approval: expect.objectContaining({ delegatedToWorkerId: 'wrk_1' }) },
    ],
    [
      'escalates rather than end it, while somebody is left',
      waitingFor([approval({ delegatedToWorkerId: 'wrk_1' })], { now: LATER }),
      { kind: 'escalate', approval: expect.objectContaining({ dueAt: LATER }) },
    ],
    [
      'ends no delegation of what was sent back',
      waitingFor([approval({ escalationLevel: 1, status: 'SENT_BACK', delegatedToWorkerId: 'wrk_1' })], { now: LATER }),
      rest('WAITING_APPROVAL'),
    ],
    [
      'lets the clock of what was sent back stand',
      waitingFor([approval({ status: 'SENT_BACK' })], { now: LATER }),
      rest('WAITING_APPROVAL'),
    ],
    ['goes on when all have approved', waitingFor([approval({ status: 'APPROVED' })]), { kind: 'settle-approved', step: 'H07' }],
    [
      'asks the next level first when there is one',
      waitingFor([approval({ status: 'APPROVED', levelCount: 2 })]),
      { kind: 'ask-next-level', step: 'H07' },
    ],
    [
      'looks at the newest round only',
      waitingFor([approval({ status: 'REJECTED' }), approval({ round: 2 })]),
      rest('WAITING_APPROVAL', { alarmAt: LATER }),
    ],
    [
      'looks whether people have done their work',
      at('H18', { status: 'WAITING', dueAt: LATER }),
      { kind: 'attempt', step: 'H18' },
    ],
    ['undoes on a wish to cancel', withRun({ cancel: { by: 'somebody', reason: 'r' } }), { kind: 'cancel' }],
    ['has nothing to do for a run that ended', withRun({ status: 'CANCELLED' }), { kind: 'ended' }],
    ['finishes when all steps are done or left out', at('H20', { status: 'COMPLETED' }), { kind: 'finish' }],
  ] as const)('%s', (_, state, expected) => {
    expect(decided(state as RunState)).toEqual(expected)
  })

  it('looks once, then waits until the deadline, and escalates then', () => {
    const waiting = { status: 'WAITING', dueAt: SOON } as const

    expect(decided(at('H18', waiting), ['H18'])).toEqual(rest('WAITING_SYSTEM', { alarmAt: SOON }))
    expect(decided(at('H18', waiting, { now: SOON }), ['H18'])).toEqual({ kind: 'escalate-step', step: 'H18' })
  })

  it('looks by itself every hour, whatever news is lost, and sooner after a look that did not get through', () => {
    const waiting = { status: 'WAITING', dueAt: LATER } as const

    expect(decided(at('H18', waiting), ['H18'])).toEqual(rest('WAITING_SYSTEM', { alarmAt: IN_AN_HOUR }))
    expect(decided(at('H18', { ...waiting, escalationLevel: 2 }), ['H18'])).toEqual(
      rest('WAITING_SYSTEM', { alarmAt: IN_AN_HOUR }),
    )
    expect(decided(at('H18', { ...waiting, nextRetryAt: SOON }), ['H18'])).toEqual(
      rest('WAITING_SYSTEM', { alarmAt: IN_AN_HOUR, retryAt: SOON }),
    )
  })

  it('shows the most urgent of what two steps side by side wait for, and wakes for the earliest', () => {
    const state = at('H05', { status: 'IN_REVIEW' }, { approvals: [approval({ stepKey: 'H06' })] })
    const steps = state.steps.map((step) => (step.key === 'H06' ? { ...step, status: 'WAITING' as const } : step))

    expect(decided({ ...state, steps })).toEqual(rest('IN_REVIEW', { alarmAt: LATER }))
  })

  it('undoes the last step first, waits for a failing one, and ends when nothing is due', () => {
    const undoing = (h10: Partial<StepState>, h09: Partial<StepState>): RunState => ({
      ...withRun({ status: 'COMPENSATING' }),
      steps: FRESH.steps.map((step) => ({ ...step, ...(step.key === 'H10' && h10), ...(step.key === 'H09' && h09) })),
    })
    const [due, failed, done] = (['PENDING', 'FAILED', 'DONE'] as const).map((compensationStatus) => ({ compensationStatus }))

    expect(decided(undoing({ ...due }, { ...due }))).toEqual({ kind: 'undo', step: 'H10' })
    expect(decided(undoing({ ...done }, { ...due }))).toEqual({ kind: 'undo', step: 'H09' })
    expect(decided(undoing({ ...failed }, { ...due }))).toEqual(rest('IN_REVIEW'))
    expect(decided(undoing({ ...due, nextRetryAt: LATER }, { ...due }))).toEqual(rest('COMPENSATING', { retryAt: LATER }))
    expect(decided(undoing({ ...due, nextAttemptAt: LATER }, { ...due }))).toEqual(rest('COMPENSATING', { alarmAt: LATER }))
    expect(decided(undoing({ ...done }, { ...done }))).toEqual({ kind: 'end-compensation' })
  })
})

const FATES: readonly Fate[] = [
  'TRANSIENT',
  'CONFLICT',
  'VALIDATION',
  'MASTER_DATA',
  'AUTHORIZATION',
  'BUSINESS_RULE',
  'CANCELLED',
  'UNKNOWN',
  'crash',
  'changed meanwhile',
  'answer lost',
  'poisoned',
]
const MOVES = [
  'approve',
  'reject',
  'send back',
  'delegate',
  'resubmit',
  'retry',
  'skip task',
  'cancel task',
  'cancel',
  'skip step',
  'finish work',
  'pass time',
  'give up',
] as const

const fate = fc.oneof(
  { weight: 16, arbitrary: fc.constant<Fate>('works') },
  { weight: 3, arbitrary: fc.constant<Fate>('TRANSIENT') },
  { weight: 4, arbitrary: fc.constantFrom(...FATES) },
  { weight: 1, arbitrary: fc.constant<Fate>('cancelled meanwhile') },
)
const move = fc.oneof(
  { weight: 5, arbitrary: fc.constant<(typeof MOVES)[number]>('approve') },
  { weight: 2, arbitrary: fc.constant<(typeof MOVES)[number]>('pass time') },
  { weight: 5, arbitrary: fc.constantFrom(...MOVES) },
)

describe('a run whose worker never hears that its writing succeeded', () => {
  it('is done and undone as any other: nothing that came of an attempt is written twice', async () => {
    const simulation = simulate(Array.from({ length: 60 }, () => 'answer lost'))
    for (const [index, each] of (['approve', 'approve', 'approve', 'finish work', 'cancel'] as const).entries()) {
      await simulation.advance()
      act(simulation, each, index)
    }
    await simulation.advance()
    expectWhole(simulation)
  })
})

describe('any run, whatever happens to it', () => {
  it('never stands still with nothing to wake it, follows the life cycles, and ends completed or undone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { maxLength: 40 }),
        fc.array(move, { maxLength: 40 }),
        fc.integer({ min: 0, max: 9 }).map((posted) => posted === 0),
        async (fates, moves, isPosted) => {
          const simulation = simulate(fates, { isPosted })
          for (const [index, each] of [...moves, ...towardsTheEnd].entries()) {
            await simulation.advance()
            if (hasEnded(simulation.ledger.state())) break
            expectSomethingWakes(simulation)
            if (each === 'give up') await simulation.giveUp()
            else act(simulation, each, index)
          }
          expectWhole(simulation)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** People who do their work bring every run to its end. */
const towardsTheEnd = Array.from(
  { length: 60 },
  () => ['finish work', 'retry', 'resubmit', 'approve', 'pass time'] as const,
).flat()

const hasEnded = ({ run }: RunState): boolean => ['COMPLETED', 'CANCELLED', 'FAILED'].includes(run.status)

function act(simulation: Simulation, each: (typeof MOVES)[number], index: number): void {
  const { ledger, definition } = simulation
  const state = ledger.state()
  const open = state.approvals.find(({ status }) => status === 'PENDING' || status === 'ESCALATED')
  const sentBack = state.approvals.find(({ status }) => status === 'SENT_BACK')
  const [task] = state.tasks
  const by = newcomer(open?.approverRole ?? 'account_executive', index)
  const context = { state, definition, by }
  const verdict = ((): Verdict | undefined => {
    switch (each) {
      case 'approve':
        return open && decideApproval(context, open, { decision: 'APPROVE', comment: null })
      case 'reject':
        return open && decideApproval(context, open, { decision: 'REJECT', comment: 'c' })
      case 'send back':
        return open && decideApproval(context, open, { decision: 'SEND_BACK', comment: 'c' })
      case 'delegate':
        return open && delegateApproval(context, open, { toWorkerId: 'wrk_away', reason: 'c' })
      case 'resubmit':
        return sentBack && resubmitApproval({ ...context, by: newcomer('account_executive', index) }, sentBack, { comment: 'c' })
      case 'retry':
        return task && resolveReviewTask(context, task.id, { resolution: 'RETRY', comment: 'c' })
      case 'skip task':
        return task && resolveReviewTask(context, task.id, { resolution: 'SKIP', comment: 'c' })
      case 'cancel task':
        return task && resolveReviewTask(context, task.id, { resolution: 'CANCEL', comment: 'c' })
      case 'cancel':
        return cancelRun(context, 'r')
      case 'skip step':
        return skipStep(context, ['H04', 'H14', 'H15', 'H13'][index % 4] ?? 'H14', 'r')
      default:
        return undefined
    }
  })()
  if (verdict?.ok === true) ledger.say(verdict.changes)
  if (each === 'finish work') simulation.finishWork()
  if (each === 'pass time') letTimePass(simulation)
}

/** What a run at rest waits for has a name: a time, a decision, a task, or the role of a step. */
function expectSomethingWakes({ ledger }: Simulation): void {
  const { approvals, tasks, steps, run } = ledger.state()
  const { alarmAt, retryAt } = ledger.lastRest() ?? {}
  const wakers = [
    alarmAt,
    retryAt,
    ...approvals.filter(({ status }) => ['PENDING', 'ESCALATED', 'SENT_BACK'].includes(status)),
    ...tasks,
    ...steps.filter(({ status, waitingRole }) => status === 'WAITING' && waitingRole !== null),
  ].filter((waker) => waker != null)
  if (wakers.length === 0) throw new Error(`the run rests ${run.status} at ${run.currentStepKey}, and nothing wakes it`)
}

function expectWhole({ ledger, definition, begun }: Simulation): void {
  const { run, steps, approvals, tasks } = ledger.state()
  const undone = ledger.log.flatMap(({ entity, id, to }) => (entity === 'WorkflowStep' && to === 'COMPENSATED' ? [id] : []))
  expect(['COMPLETED', 'CANCELLED']).toContain(run.status)
  expect(tasks).toEqual([])
  expect(approvals.filter(({ status }) => ['PENDING', 'ESCALATED', 'SENT_BACK'].includes(status))).toEqual([])
  if (run.status === 'CANCELLED') {
    const due = stepsOf(definition).filter(({ key }) => begun.has(key) && hasUndo(key))
    expect(undone).toEqual(due.map(({ key }) => key).toReversed())
    return
  }
  expect(undone).toEqual([])
  const mandatory = stepsOf(definition).filter(({ mandatoryControl }) => mandatoryControl)
  for (const { key } of mandatory) expect(steps.find((step) => step.key === key)).toMatchObject({ key, status: 'COMPLETED' })
  expect(steps.filter(({ status }) => status !== 'COMPLETED' && status !== 'SKIPPED')).toEqual([])
}

function hasUndo(key: string): boolean {
  const step = REGISTERED_STEPS.get(key)
  return step !== undefined && !isApprovalStep(step) && step.undo !== null
}
