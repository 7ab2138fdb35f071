import type { Logger } from 'pino'
import type { CollaborationSystem } from '../collaboration/port.ts'
import { type Failure, StepFailure, toFailure } from '../failure.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { StepContext, SystemStep } from '../steps/step.ts'
import type { HandoffPatch } from './changes.ts'
import { type Lease, LeaseLostError, type Ledger } from './ledger.ts'
import type { Outcome } from './outcome.ts'
import type { RunState } from './run-state.ts'
import { resultsOf } from './step-results.ts'

/** What steps work with; all of it comes in from outside. */
export interface StepTools {
  readonly ledger: Pick<Ledger, 'reserveProject' | 'voidReservation'>
  readonly graph: GraphClient
  /** Null until one is configured. */
  readonly collaboration: CollaborationSystem | null
  /** Whether ERP has anything on the project of the run that no undo can take back. */
  readonly isPosted: (state: RunState) => Promise<boolean>
  readonly log: Logger
}

/** Makes one attempt; every failure becomes data. */
export async function attemptStep(tools: StepTools, lease: Lease, state: RunState, step: SystemStep): Promise<Outcome> {
  const context = stepContext(tools, lease, state, step.key)
  try {
    const reason = step.skip?.(context) ?? null
    if (reason !== null) return { kind: 'skipped', reason }
    const completion = await step.do(context)
    return completion === null ? { kind: 'waiting' } : { kind: 'completed', completion }
  } catch (error) {
    if (error instanceof LeaseLostError) throw error
    const failure = toFailure(error)
    report(tools, state, step.key, { failure, error, verb: 'step failed' })
    return { kind: 'failed', failure, findings: error instanceof StepFailure ? error.findings : {} }
  }
}

/** Makes one attempt to undo. */
export async function undoStep(
  tools: StepTools,
  lease: Lease,
  state: RunState,
  step: SystemStep,
): Promise<{ readonly failure: Failure | null; readonly handoff: HandoffPatch | null }> {
  try {
    const patch = await step.undo?.(stepContext(tools, lease, state, step.key))
    return { failure: null, handoff: patch ?? null }
  } catch (error) {
    if (error instanceof LeaseLostError) throw error
    const failure = toFailure(error)
    report(tools, state, step.key, { failure, error, verb: 'undo failed' })
    return { failure, handoff: null }
  }
}

export function stepContext(
  { ledger, graph, collaboration }: StepTools,
  lease: Lease,
  state: RunState,
  key: string,
): StepContext {
  const { run, handoff, steps, now } = state
  return {
    run,
    handoff,
    idempotencyKey: `${run.key}:${key}`,
    graph,
    collaboration,
    reservations: {
      reserve: (entityCode) => ledger.reserveProject(lease, entityCode),
      void: () => ledger.voidReservation(lease),
    },
    now,
    startedAt: steps.find((step) => step.key === key)?.startedAt ?? now,
    ...resultsOf(state),
  }
}

function report(
  { log }: StepTools,
  { run }: RunState,
  step: string,
  { failure, error, verb }: { readonly failure: Failure; readonly error: unknown; readonly verb: string },
): void {
  if (failure.category === 'UNKNOWN') log.error({ run: run.key, step, err: error }, `${verb} unexpectedly`)
  else log.info({ run: run.key, step, ...failure }, verb)
}
