import type { Logger } from 'pino'
import { type InstantText, instant } from '../../../contracts/wire/values.ts'
import { toFailure } from '../failure.ts'
import { isApprovalStep, type Step } from '../steps/step.ts'
import { attemptStep, type StepTools, stepContext, undoStep } from './attempt-step.ts'
import type { Change } from './changes.ts'
import { type StepDefinition, stepsOf, type WorkflowDefinition } from './definition.ts'
import { type Lease, type Ledger, type RestUntil, TryLaterError } from './ledger.ts'
import { askAnew } from './plan/ask-anew.ts'
import { refuseCancel, settleUndo, startCompensation } from './plan/compensate.ts'
import { type Doing, planAhead } from './plan/plan-ahead.ts'
import { settleAttempt } from './plan/settle-attempt.ts'
import { type RunState, type StepState, stepOf } from './run-state.ts'

export interface AdvanceTools extends StepTools {
  readonly ledger: Ledger
  readonly steps: ReadonlyMap<string, Step>
  /** Where in its range a pause before a retry lies, from 0; chance spreads runs that failed together. */
  readonly chance: () => number
  readonly log: Logger
}

/**
 * Advances one run as far as it goes: do, decide, write down, again; until it rests or has ended. It may die at any point:
 * the next worker decides from the ledger, where it finds what was begun.
 *
 * @throws LeaseLostError when another worker took the run over.
 */
export async function advanceRun(tools: AdvanceTools, lease: Lease): Promise<void> {
  const advance: Advance = { tools, lease, looked: new Set(), ...(await tools.ledger.load(lease)) }
  let next = await write(advance, () => [])
  while (next.kind !== 'rest' && next.kind !== 'ended') next = await write(advance, await perform(advance, next))
}

/** One run in the hands of this worker; `state` is always what the ledger has. */
interface Advance {
  readonly tools: AdvanceTools
  readonly lease: Lease
  readonly definition: WorkflowDefinition
  readonly looked: Set<string>
  state: RunState
}

/** What has come of something done, on whatever state it is written to. */
type Settle = (state: RunState) => readonly Change[]

function perform(advance: Advance, doing: Exclude<Doing, { readonly kind: 'rest' | 'ended' }>): Promise<Settle> {
  switch (doing.kind) {
    case 'attempt':
      return attempt(advance, doing.step)
    case 'undo':
      return undo(advance, doing.step)
    case 'cancel':
      return cancel(advance)
  }
}

async function attempt(
  { tools, lease, state, looked, definition: workflow }: Advance,
  definition: StepDefinition,
): Promise<Settle> {
  looked.add(definition.key)
  const outcome = await attemptStep(tools, lease, state, systemStep(tools, definition.key))
  const chance = tools.chance()
  const repeatable = new Set([...tools.steps].flatMap(([key, step]) => (isRepeatable(step) ? [key] : [])))
  return onceFrom(state, definition.key, (current) => [
    ...settleAttempt(current, definition, outcome, chance),
    ...askAnew(current, workflow, definition, outcome, repeatable),
  ])
}

async function undo({ tools, lease, state }: Advance, definition: StepDefinition): Promise<Settle> {
  const { failure, handoff } = await undoStep(tools, lease, state, systemStep(tools, definition.key))
  const chance = tools.chance()
  return onceFrom(state, definition.key, (current) => [
    ...settleUndo(current, definition, failure, chance),
    ...(handoff === null ? [] : [{ entity: 'Handoff', set: handoff } as const]),
  ])
}

/**
 * Settles nothing when that is written already: a commit whose answer got lost is repeated, and finds its own writing as a
 * change by somebody else. Nobody but the worker that has the run touches a step of which an attempt is under way.
 */
function onceFrom(begunIn: RunState, key: string, settle: Settle): Settle {
  const begun = progressOf(stepOf(begunIn, key))
  return (current) => (progressOf(stepOf(current, key)) === begun ? settle(current) : [])
}

const progressOf = ({ status, attempt, attemptsInRound, fallbackRound, compensationStatus }: StepState): string =>
  [status, attempt, attemptsInRound, fallbackRound, compensationStatus].join()

/** A wish to cancel comes before everything else, unless something was posted: that no undo can take back. */
async function cancel(advance: Advance): Promise<Settle> {
  const { tools, definition } = advance
  const steps = stepsOf(definition)
  if (await whetherPosted(advance)) return (current) => (current.run.cancel === null ? [] : refuseCancel(current, steps))
  const undoable = new Set(steps.flatMap(({ key }) => (hasUndo(tools.steps.get(key)) ? [key] : [])))
  return (current) =>
    current.run.cancel === null || current.run.status === 'COMPENSATING' ? [] : startCompensation(current, steps, undoable)
}

/** Without an answer of ERP nothing is undone: a run that is half undone and then refused would be the worst of both. */
async function whetherPosted({ tools, state }: Advance): Promise<boolean> {
  try {
    return await tools.isPosted(state)
  } catch (error) {
    const { code, category } = toFailure(error)
    if (category !== 'TRANSIENT') throw error
    throw new TryLaterError(`the cancellation of ${state.run.key} waits for ERP (${code})`, ASK_AGAIN_MS)
  }
}

/** Pause before ERP is asked again, in milliseconds of real time. */
const ASK_AGAIN_MS = 5_000

/**
 * Writes what was done and everything that follows from it, in one transaction; answers what is to be done next. What was
 * done is never thrown away: when the run was changed or woken meanwhile, it is planned again on the new state.
 */
async function write(advance: Advance, settle: Settle): Promise<Doing> {
  const { tools, lease, definition, looked } = advance
  const ask = (state: RunState, step: StepDefinition) => questionOf(advance, state, step)
  for (;;) {
    const committed = await tools.ledger.commit(lease, advance.state, (state) => {
      const { changes, next } = planAhead(state, settle(state), { definition, realNow: realNow(), looked, ask })
      return { changes, next, rest: restOf(next) }
    })
    if (committed !== null) {
      advance.state = committed.state
      return committed.plan.next
    }
    advance.state = (await tools.ledger.load(lease)).state
    // Whatever changed may be what a step waits for.
    looked.clear()
  }
}

function restOf(next: Doing): RestUntil | null {
  if (next.kind === 'ended') return { alarmAt: null, retryAt: null }
  return next.kind === 'rest' ? { alarmAt: next.alarmAt, retryAt: next.retryAt } : null
}

function questionOf({ tools, lease }: Advance, state: RunState, { key }: StepDefinition) {
  const step = tools.steps.get(key)
  if (step === undefined || !isApprovalStep(step)) throw new Error(`step ${key} has no question to ask`)
  return step.ask(stepContext(tools, lease, state, key))
}

function systemStep({ steps }: AdvanceTools, key: string) {
  const step = steps.get(key)
  if (step === undefined || isApprovalStep(step)) throw new Error(`step ${key} has no code`)
  return step
}

const hasUndo = (step: Step | undefined): boolean => step !== undefined && !isApprovalStep(step) && step.undo !== null
const isRepeatable = (step: Step): boolean => !isApprovalStep(step) && step.isRepeatable === true
const realNow = (): InstantText => instant(new Date().toISOString())
