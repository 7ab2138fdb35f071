import pino from 'pino'
import { type InstantText, instant } from '../../../../contracts/wire/values.ts'
import { createGraphClient } from '../../../../subgraphs/delivery/graph/graph-client.ts'
import { createServiceToken } from '../../../../subgraphs/delivery/graph/service-token.ts'
import type { SystemStep } from '../../../../subgraphs/delivery/steps/step.ts'
import { attemptStep, type StepTools, undoStep } from '../../../../subgraphs/delivery/workflows/attempt-step.ts'
import type { Outcome } from '../../../../subgraphs/delivery/workflows/outcome.ts'
import type { RunState, StepState } from '../../../../subgraphs/delivery/workflows/run-state.ts'
import { type GatewayStandIn, type LoggedCall, startGatewayStandIn } from './gateway-stand-in.ts'

/** A place to try one step for itself: the stand-in gateway with its systems, and no database. */
export interface StepStage {
  readonly gateway: GatewayStandIn
  /** A run of `opp_{name}` in which former steps have answered so; attempts and undos have the keys of a real one. */
  runWith(
    name: string,
    results: Readonly<Record<string, unknown>>,
    step: SystemStep,
  ): {
    attempt(): Promise<Outcome>
    undo(): ReturnType<typeof undoStep>
  }
  /** Calls that a system received under a key. */
  callsOf(key: string): readonly LoggedCall[]
  close(): Promise<void>
}

export async function openStepStage(): Promise<StepStage> {
  const gateway = await startGatewayStandIn()
  const timeoutMs = 2_000
  const token = createServiceToken({ tokenUrl: gateway.tokenUrl, clientId: 'test', clientSecret: 'secret', timeoutMs })
  const tools: StepTools = {
    ledger: { reserveProject: noLedger, voidReservation: noLedger },
    graph: createGraphClient({ gatewayUrl: gateway.url, token, timeoutMs }),
    collaboration: null,
    isPosted: () => Promise.resolve(false),
    log: pino({ level: 'silent' }),
  }
  return {
    gateway,
    runWith(name, results, step) {
      const state = stateOf(name, results, step.key)
      const lease = { runId: state.run.id, owner: 'test', epoch: 1 }
      return {
        attempt: () => attemptStep(tools, lease, state, step),
        undo: () => undoStep(tools, lease, state, step),
      }
    },
    callsOf: (key) => gateway.calls.filter((call) => call.key === key),
    close: () => gateway.close(),
  }
}

const noLedger = () => Promise.reject(new Error('a step that reserves a project is tried with a database'))

const NOW: InstantText = instant('2026-05-26T09:00:00Z')

function stateOf(name: string, results: Readonly<Record<string, unknown>>, key: string): RunState {
  return {
    run: {
      id: `run_${name}`,
      key: `ho:opp_${name}:1`,
      definitionVersion: 2,
      handoffId: `hnd_${name}`,
      opportunityId: `opp_${name}`,
      projectId: null,
      correlationId: 'test',
      startedBy: { subject: 'delivery_ops', workerId: 'wrk_deliveryops' },
      status: 'RUNNING',
      revision: 1,
      currentStepKey: key,
      exceptionCount: 0,
      cancel: null,
      cancelRefusedAt: null,
    },
    handoff: {
      status: 'PROVISIONING',
      contractId: `ctr_${name}`,
      region: 'DACH',
      acceptedAt: NOW,
      contractApprovedAt: NOW,
      projectCreatedAt: null,
    },
    steps: [...Object.entries(results).map(([former, result]) => stepState(former, result)), stepState(key, null)],
    approvals: [],
    tasks: [],
    now: NOW,
  }
}

const stepState = (key: string, result: unknown): StepState => ({
  key,
  status: result === null ? 'RUNNING' : 'COMPLETED',
  attempt: 1,
  attemptsInRound: 1,
  fallbackRound: 0,
  result,
  externalReference: null,
  error: null,
  nextRetryAt: null,
  nextAttemptAt: null,
  firstFailedAt: null,
  recoveredAt: null,
  startedAt: NOW,
  completedAt: result === null ? null : NOW,
  dueAt: null,
  waitingRole: null,
  escalationLevel: 0,
  manual: false,
  reason: null,
  compensationStatus: 'NOT_NEEDED',
})
