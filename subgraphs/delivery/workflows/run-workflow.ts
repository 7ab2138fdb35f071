import type { Workflow, WorkflowContext } from '../engine/port.ts'
import { type Failure, toFailure } from '../failure.ts'
import { businessHoursBetween } from '../rules/business-hours.ts'
import { WORKING_CALENDAR } from '../rules/region-data.ts'
import type { ApprovalResult, OpenedHandoff } from '../steps/results.ts'
import type { ApprovalStep, Step, SystemStep } from '../steps/step.ts'
import type { StepDefinition, WorkflowDefinition } from './definition.ts'
import type { RunInput } from './journal.ts'
import { type Results, runAsk, runStep, runUndo, type StepEnd, type StepTools } from './run-step.ts'

/** Longest time between two looks at what a run waits for: a signal wakes it at once, this is the net below. */
const LOOK_EVERY_MS = 24 * 3_600_000

/** A definition and the code of its steps as a workflow of the engine. */
export function createWorkflow(definition: WorkflowDefinition, steps: readonly Step[], tools: StepTools): Workflow<RunInput> {
  const byKey = new Map(steps.map((step) => [step.key as string, step]))
  for (const { key } of definition.groups.flat()) {
    if (!byKey.has(key)) throw new Error(`${definition.name} has no code for step ${key}`)
  }
  return {
    name: definition.name,
    run: async (run, context) => {
      const saga: Saga = { definition, byKey, tools, run, context, begun: [], results: {} }
      const failure = await goForward(saga).catch((error: unknown) => unforeseen(saga, error))
      if (failure !== null) await goBack(saga, failure)
    },
  }
}

/** One execution. It is replayed from the start after a crash, so everything in it follows from the engine's answers. */
interface Saga {
  readonly definition: WorkflowDefinition
  readonly byKey: ReadonlyMap<string, Step>
  readonly tools: StepTools
  readonly run: RunInput
  readonly context: WorkflowContext
  /** Steps that may have had an effect, in the order of their beginning. */
  readonly begun: StepDefinition[]
  results: Results
}

async function goForward(saga: Saga): Promise<Failure | null> {
  const { definition, context, tools, run } = saga
  for (const group of definition.groups) {
    for (const step of group) {
      const failure = await begin(saga, step)
      if (failure !== null) return failure
    }
    const decisions = group.filter(({ approval }) => approval !== undefined)
    const failure = decisions.length === 0 ? null : await awaitDecisions(saga, decisions)
    if (failure !== null) return failure
  }
  const { region } = saga.results.H01 as OpenedHandoff // the first step of every definition
  const measure = (from: Parameters<typeof businessHoursBetween>[0], to: typeof from) =>
    businessHoursBetween(from, to, WORKING_CALENDAR[region])
  return context.step('finish', () => tools.journal.finishRun(run, definition, measure))
}

/** What nobody foresaw must not leave a run that looks as if it went on: it is undone like any failure. */
function unforeseen({ context, tools, run }: Saga, error: unknown): Failure {
  if (context.isInterruption(error)) throw error
  tools.log.error({ run: run.key, err: error }, 'run failed unexpectedly')
  return toFailure(error)
}

async function begin(saga: Saga, definition: StepDefinition): Promise<Failure | null> {
  const { context, tools, run, byKey } = saga
  const step = byKey.get(definition.key)
  // Registered before it runs: a timeout may hide a success, and a crash may lose the answer.
  saga.begun.push(definition)
  const results = saga.results
  const end: StepEnd = await context.step(definition.key, () =>
    isApprovalStep(step)
      ? runAsk(tools, run, definition, step, results)
      : runStep(tools, run, definition, step as SystemStep, results),
  )
  if (end.ok) {
    saga.results = { ...results, [definition.key]: end.result }
    return null
  }
  if (!end.isBegun) saga.begun.pop()
  return end.failure
}

/** Waits until all of these steps are approved, one is rejected, or somebody cancels. What counts is what the database says. */
async function awaitDecisions(saga: Saga, decisions: readonly StepDefinition[]): Promise<Failure | null> {
  const { context, tools, run } = saga
  for (let look = 1; ; look += 1) {
    const { approvals, cancelled } = await context.step(`${decisions[0]?.key}-look-${look}`, () =>
      tools.journal.readApprovals(run),
    )
    if (cancelled !== null) return cancelled
    const rejected = approvals.find(({ status }) => status === 'REJECTED')
    if (rejected !== undefined) return rejection(rejected.stepKey, rejected.comment)
    const approved = approvals.filter(({ status }) => status === 'APPROVED')
    if (approved.length === decisions.length) {
      const results = approved.map(({ stepKey, approvalId, decidedByWorkerId }): [string, ApprovalResult] => [
        stepKey,
        { approvalId, approverId: decidedByWorkerId ?? '' },
      ])
      saga.results = { ...saga.results, ...Object.fromEntries(results) }
      return null
    }
    await context.waitFor(LOOK_EVERY_MS)
  }
}

/** Undoes what was begun, last first. An undo that fails parks the run until an operator asks to go on. */
async function goBack(saga: Saga, failure: Failure): Promise<void> {
  const { context, tools, run, byKey, begun, results } = saga
  await context.step('compensate', () => tools.journal.startCompensation(run, failure).then(() => null))
  for (const definition of begun.toReversed()) {
    const step = byKey.get(definition.key)
    if (step === undefined || isApprovalStep(step) || step.undo === null) continue
    for (let round = 1; ; round += 1) {
      const problem = await context.step(`undo-${definition.key}-${round}`, () => runUndo(tools, run, definition, step, results))
      if (problem === null) break
      await context.step(`park-${definition.key}-${round}`, () =>
        tools.journal.parkRun(run, definition, problem).then(() => null),
      )
      await awaitOperator(saga, `${definition.key}-${round}`)
    }
  }
  await context.step('end', () => tools.journal.endRun(run, failure).then(() => null))
}

async function awaitOperator({ context, tools, run }: Saga, place: string): Promise<void> {
  for (let look = 1; ; look += 1) {
    if (await context.step(`parked-${place}-look-${look}`, () => tools.journal.unparkRun(run))) return
    await context.waitFor(LOOK_EVERY_MS)
  }
}

function rejection(stepKey: string, comment: string | null): Failure {
  const message = comment ?? 'The approval was refused without a comment.'
  const blocker = {
    code: 'APPROVAL_REJECTED',
    severity: 'BLOCKING',
    category: 'BUSINESS_RULE',
    message,
    system: 'DELIVERY',
  } as const
  return {
    code: 'APPROVAL_REJECTED',
    category: 'BUSINESS_RULE',
    message: `${stepKey} was rejected: ${message}`,
    system: 'DELIVERY',
    blockers: [{ ...blocker, ownerRole: 'account_executive' }],
  }
}

const isApprovalStep = (step: Step | undefined): step is ApprovalStep => step !== undefined && 'ask' in step
