import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type InstantText, instant } from '../../../contracts/wire/values.ts'
import type { Clock } from '../clock.ts'
import { type Failure, PATH_OF, StepFailure, toFailure } from '../failure.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import { addBusinessHours } from '../rules/business-hours.ts'
import { WORKING_CALENDAR } from '../rules/region-data.ts'
import type { StepResults } from '../steps/results.ts'
import type { ApprovalStep, StepContext, SystemStep } from '../steps/step.ts'
import type { StepDefinition } from './definition.ts'
import type { HandoffPatch, Journal, RunInput } from './journal.ts'
import { type RetryPolicy, retryDelayMs } from './retry-policy.ts'

/** What the runners of steps work with; all of it comes in from outside. */
export interface StepTools {
  readonly journal: Journal
  readonly graph: GraphClient
  readonly clock: Clock
  readonly retry: RetryPolicy
  readonly log: Logger
}

/** How a step ended, as data that survives a crash. */
export type StepEnd =
  | { readonly ok: true; readonly result: unknown }
  /** `isBegun`: an attempt was made, so it may have had its effect. */
  | { readonly ok: false; readonly failure: Failure; readonly isBegun: boolean }

/** Answers of the steps so far, by their keys. */
export type Results = Readonly<Record<string, unknown>>

/** Runs one step to its end: attempts with growing pauses while the failure is transient, each attempt in the ledger. */
export async function runStep(
  tools: StepTools,
  run: RunInput,
  definition: StepDefinition,
  step: SystemStep,
  results: Results,
): Promise<StepEnd> {
  const { journal, log } = tools
  for (let attempt = 1; ; attempt += 1) {
    const opening = await journal.openStep(run, definition)
    if (opening.kind === 'completed') return { ok: true, result: opening.result }
    if (opening.kind === 'failed') return { ok: false, failure: opening.failure, isBegun: opening.isBegun }
    try {
      const completion = await step.do(await contextOf(tools, run, definition.key, results))
      return { ok: true, result: await journal.completeStep(run, definition, completion) }
    } catch (error) {
      const failure = toFailure(error)
      if (failure.category === 'UNKNOWN')
        log.error({ run: run.key, step: definition.key, err: error }, 'step failed unexpectedly')
      else log.info({ run: run.key, step: definition.key, attempt, ...failure }, 'step failed')
      if (PATH_OF[failure.category] === 'stop' || attempt >= tools.retry.maxAttempts) {
        await journal.failStep(run, definition, failure, findingsOf(error))
        return { ok: false, failure, isBegun: true }
      }
      const delayMs = retryDelayMs(tools.retry, attempt, Math.random())
      await journal.retryStep(run, definition, failure, inRealTime(delayMs))
      await sleep(delayMs)
    }
  }
}

/** Asks for the decision of a person, once; the deadline counts the business hours of the region. */
export async function runAsk(
  tools: StepTools,
  run: RunInput,
  definition: StepDefinition,
  step: ApprovalStep,
  results: Results,
): Promise<StepEnd> {
  const { journal } = tools
  const opening = await journal.openStep(run, definition)
  if (opening.kind === 'completed') return { ok: true, result: opening.result }
  if (opening.kind === 'failed') return { ok: false, failure: opening.failure, isBegun: opening.isBegun }
  const context = await contextOf(tools, run, definition.key, results)
  const request = await step.ask(context)
  const hours = definition.approval?.slaBusinessHours ?? 0
  const dueAt = addBusinessHours(context.now, hours, WORKING_CALENDAR[context.resultOf('H01').region])
  await journal.askApproval(run, definition, { ...request, dueAt })
  return { ok: true, result: null }
}

/** Undoes one step, with the same patience as a do. Answers why it could not be undone, or null. */
export async function runUndo(
  tools: StepTools,
  run: RunInput,
  definition: StepDefinition,
  step: SystemStep,
  results: Results,
): Promise<Failure | null> {
  if (step.undo === null) return null
  if (!(await tools.journal.openUndo(run, definition))) return null
  for (let attempt = 1; ; attempt += 1) {
    try {
      const patch = await step.undo(await contextOf(tools, run, definition.key, results))
      await tools.journal.completeUndo(run, definition, patch)
      return null
    } catch (error) {
      const failure = toFailure(error)
      tools.log.warn({ run: run.key, step: definition.key, attempt, err: error }, 'undo failed')
      if (PATH_OF[failure.category] === 'stop' || attempt >= tools.retry.maxAttempts) return failure
      await sleep(retryDelayMs(tools.retry, attempt, Math.random()))
    }
  }
}

async function contextOf(
  { journal, graph, clock }: StepTools,
  run: RunInput,
  key: string,
  results: Results,
): Promise<StepContext> {
  const find = <Key extends keyof StepResults>(wanted: Key) => (results[wanted] ?? null) as StepResults[Key] | null // written by that very step
  return {
    run,
    idempotencyKey: `${run.key}:${key}`,
    graph,
    journal,
    now: await clock.now(),
    findResult: find,
    resultOf(wanted) {
      const result = find(wanted)
      if (result === null) throw new Error(`step ${key} of ${run.key} needs the answer of ${wanted}, which has none`)
      return result
    },
  }
}

const findingsOf = (error: unknown): HandoffPatch => (error instanceof StepFailure ? error.findings : {})
const inRealTime = (delayMs: number): InstantText => instant(new Date(Date.now() + delayMs).toISOString())
