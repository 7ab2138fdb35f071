import pino from 'pino'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import { type InstantText, instant, money } from '../../../../contracts/wire/values.ts'
import { StepFailure } from '../../../../subgraphs/delivery/failure.ts'
import type { GraphClient } from '../../../../subgraphs/delivery/graph/graph-client.ts'
import { REGISTERED_STEPS } from '../../../../subgraphs/delivery/steps/registered-steps.ts'
import { isApprovalStep, type Step, type SystemStep } from '../../../../subgraphs/delivery/steps/step.ts'
import type { ErrorCategory } from '../../../../subgraphs/delivery/vocabulary.ts'
import { type AdvanceTools, advanceRun } from '../../../../subgraphs/delivery/workflows/advance-run.ts'
import { cancelRun } from '../../../../subgraphs/delivery/workflows/commands/cancel-run.ts'
import type { WorkflowDefinition } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_2 } from '../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import { giveUp } from '../../../../subgraphs/delivery/workflows/give-up.ts'
import { LeaseLostError } from '../../../../subgraphs/delivery/workflows/ledger.ts'
import { personWith } from '../../../support/subgraph-client.ts'
import { createMemoryLedger, freshState, type MemoryLedger } from './memory-ledger.ts'

/** What happens to an attempt of a step or of an undo; after a crash nothing is written about how it went. */
export type Fate = 'works' | 'crash' | 'changed meanwhile' | 'cancelled meanwhile' | 'answer lost' | 'poisoned' | ErrorCategory

export interface Simulation {
  readonly ledger: MemoryLedger
  readonly definition: WorkflowDefinition
  /** Steps whose do was tried at least once with a possible effect. */
  readonly begun: ReadonlySet<string>
  /** Lets a worker advance the run until it rests or ends; a worker that crashes is replaced. */
  advance(): Promise<void>
  /** The run failed unexpectedly too often. */
  giveUp(): Promise<void>
  /** People finish what the waiting steps wait for. */
  finishWork(): void
}

const START = instant('2026-05-26T09:00:00.000Z')
const LEASE = { runId: 'run_1', owner: 'worker', epoch: 1 }
const WAITING = new Set(['H18', 'H19'])
const NOT_CONCERNED = new Set(['H04', 'H17'])

/**
 * A run in memory under the real loop, planners and life cycles. The steps do nothing but meet their fate; once the fates
 * are used up, everything works.
 */
export function simulate(
  fates: readonly Fate[],
  { isPosted = false, definition = SOW_TO_PROJECT_2 }: { isPosted?: boolean; definition?: WorkflowDefinition } = {},
): Simulation {
  const left = [...fates]
  const begun = new Set<string>()
  let isWorkFinished = false
  let isPoisoned = false
  let readings = 0

  function meetFate(): void {
    const fate = left.shift() ?? 'works'
    switch (fate) {
      case 'works':
        return
      case 'changed meanwhile':
        ledger.say([])
        return
      case 'cancelled meanwhile':
        cancelMeanwhile()
        return
      case 'answer lost':
        ledger.loseAnswer()
        return
      case 'poisoned':
        isPoisoned = true
        throw new LeaseLostError(LEASE)
      case 'crash':
        throw new LeaseLostError(LEASE)
      default:
        throw new StepFailure({ code: `SIMULATED_${fate}`, category: fate, message: 'Simulated.', system: 'ERP' })
    }
  }

  function cancelMeanwhile(): void {
    const context = { state: ledger.state(), definition, by: newcomer('delivery_ops', 0) }
    const verdict = cancelRun(context, 'Cancelled in the middle of an attempt.')
    if (verdict.ok) ledger.say(verdict.changes)
  }

  const steps = new Map([...REGISTERED_STEPS].map(([key, step]): [string, Step] => [key, simulated(step)]))
  function simulated(step: Step): Step {
    const { key } = step
    if (isApprovalStep(step)) {
      const question = { contractId: 'ctr_1', entityCode: 'DE01', title: key, amount: money('700000.00', 'EUR') }
      return { key, ask: () => ({ ...question, facts: { templateCode: 'IMPL-STD-DE' } }) }
    }
    return {
      key,
      ...(NOT_CONCERNED.has(key) && { skip: () => 'does not concern this run' }),
      do() {
        begun.add(key)
        meetFate()
        if (WAITING.has(key) && !isWorkFinished) return Promise.resolve(null)
        if (key === 'H02') readings += 1
        const result = key === 'H02' ? { reading: readings } : {}
        return Promise.resolve({ result, externalReference: key, handoff: key === 'H09' ? { projectId: 'prj_1' } : {} })
      },
      undo:
        step.undo === null
          ? null
          : () => {
              meetFate()
              return Promise.resolve({})
            },
    } as unknown as SystemStep // results are of no interest here, so they have no type
  }

  const ledger = createMemoryLedger(definition, freshState(definition, START))
  const tools: AdvanceTools = {
    ledger,
    steps,
    graph: unreachable,
    collaboration: null,
    isPosted: () => Promise.resolve(isPosted),
    chance: () => (left.length % 3 === 0 ? 0 : 0.5),
    log: pino({ level: 'silent' }),
  }

  return {
    ledger,
    definition,
    begun,
    async advance() {
      for (;;) {
        try {
          return await advanceRun(tools, LEASE)
        } catch (error) {
          if (!(error instanceof LeaseLostError)) throw error
          if (isPoisoned) await this.giveUp()
          isPoisoned = false
        }
      }
    },
    async giveUp() {
      await giveUp(ledger, LEASE, new Error('nobody foresaw this'))
    },
    finishWork() {
      isWorkFinished = true
    },
  }
}

const unreachable: GraphClient = { run: () => Promise.reject(new Error('simulated steps call nobody')) }

/** Somebody in a role who had no part in the run yet. */
export function newcomer(role: string, number: number): Principal {
  const name = `p${number}`
  const scopes = ['delivery:operate', 'delivery:approve', 'delivery:admin']
  return personWith(scopes, { subject: name, workerId: `wrk_${name}`, roles: [role], amr: ['pwd', 'mfa'] })
}

/** Every pause is over, and business time is where the run wanted to be woken, or later. */
export function letTimePass({ ledger }: Simulation): void {
  const alarmAt = ledger.lastRest()?.alarmAt ?? null
  const long = instant('2000-01-01T00:00:00.000Z')
  ledger.pass((state) => ({
    ...state,
    now: alarmAt !== null && alarmAt > state.now ? alarmAt : addHour(state.now),
    steps: state.steps.map((step) => (step.nextRetryAt === null ? step : { ...step, nextRetryAt: long })),
  }))
}

const addHour = (at: InstantText): InstantText => instant(new Date(Date.parse(at) + 3_600_000).toISOString())
