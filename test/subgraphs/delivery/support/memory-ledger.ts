import type { InstantText } from '../../../../contracts/wire/values.ts'
import { type AuditedEntity, assertTransition } from '../../../../subgraphs/delivery/states.ts'
import { applyChanges, type Change } from '../../../../subgraphs/delivery/workflows/changes.ts'
import type { WorkflowDefinition } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { LeaseLostError, type Ledger, type RestUntil } from '../../../../subgraphs/delivery/workflows/ledger.ts'
import type { RunState } from '../../../../subgraphs/delivery/workflows/run-state.ts'

/** One transition as the log of events has it. */
export interface Moved {
  readonly entity: AuditedEntity
  readonly id: string
  readonly to: string
}

export interface MemoryLedger extends Ledger {
  readonly log: readonly Moved[]
  state(): RunState
  /** What the run was last left with; null before its first rest. */
  lastRest(): RestUntil | null
  /** Writes what a person said; the run looks again. */
  say(changes: readonly Change[]): void
  /** Cuts the connection after the next commit: it is repeated, and finds what it wrote itself. */
  loseAnswer(): void
  /** Changes what only time changes. */
  pass(change: (state: RunState) => RunState): void
}

/** The ledger without a database: the same life cycles, revisions and all-or-none writes, for one run. */
export function createMemoryLedger(definition: WorkflowDefinition, initial: RunState): MemoryLedger {
  const log: Moved[] = []
  let state = initial
  let commits = 0
  let lastRest: RestUntil | null = null
  let isAnswerLost = false

  function write(changes: readonly Change[]): void {
    const moves = changes.flatMap((change) => movementOf(state, change))
    let before = state
    for (const change of changes) {
      for (const { entity, id, to } of movementOf(state, change)) assertTransition(entity, statusOf(before, entity, id), to)
      before = applyChanges(before, [change], state.now)
    }
    log.push(...moves)
    state = { ...before, run: { ...before.run, revision: state.run.revision + 1 } }
  }

  return {
    log,
    state: () => state,
    lastRest: () => lastRest,
    say: write,
    pass(change) {
      state = change(state)
    },
    loseAnswer() {
      isAnswerLost = true
    },
    load: () => Promise.resolve({ state, definition }),
    commit(lease, seen, planOn) {
      commits += 1
      // Now and then somebody changes the run between what was done and its writing.
      if (commits % 9 === 0) write([])
      if (seen.run.revision !== state.run.revision) return Promise.resolve(null)
      const plan = planOn(state)
      write(plan.changes)
      if (plan.rest !== null) lastRest = plan.rest
      if (isAnswerLost) {
        isAnswerLost = false
        return plan.rest === null ? Promise.resolve(null) : Promise.reject(new LeaseLostError(lease))
      }
      return Promise.resolve({ state, plan })
    },
    reserveProject: () => Promise.resolve({ projectId: 'prj_1', code: 'DE01-1' }),
    voidReservation: () => Promise.resolve('prj_1'),
  }
}

function movementOf({ run }: RunState, change: Change): readonly Moved[] {
  switch (change.entity) {
    case 'WorkflowRun':
      return change.to === undefined ? [] : [{ entity: 'WorkflowRun', id: run.id, to: change.to }]
    case 'Handoff':
      return change.to === undefined ? [] : [{ entity: 'Handoff', id: run.handoffId, to: change.to }]
    case 'WorkflowStep':
      return change.to === undefined ? [] : [{ entity: 'WorkflowStep', id: change.key, to: change.to }]
    case 'Approval':
      if ('ask' in change) return [{ entity: 'Approval', id: change.ask.id, to: 'PENDING' }]
      return change.to === undefined ? [] : [{ entity: 'Approval', id: change.id, to: change.to }]
    case 'ReviewTask':
      if ('open' in change) return [{ entity: 'ReviewTask', id: change.open.id, to: 'OPEN' }]
      return [{ entity: 'ReviewTask', id: change.id, to: change.to }]
    default:
      return []
  }
}

function statusOf({ run, handoff, steps, approvals, tasks }: RunState, entity: AuditedEntity, id: string): string | null {
  switch (entity) {
    case 'WorkflowRun':
      return run.status
    case 'Handoff':
      return handoff.status
    case 'WorkflowStep':
      return steps.find(({ key }) => key === id)?.status ?? null
    case 'Approval':
      return approvals.find((approval) => approval.id === id)?.status ?? null
    case 'ReviewTask':
      return tasks.find((task) => task.id === id)?.status ?? null
  }
}

/** A run that was just started, on a definition. */
export function freshState(definition: WorkflowDefinition, now: InstantText): RunState {
  return {
    run: {
      id: 'run_1',
      key: 'ho:opp_1:1',
      definitionVersion: definition.version,
      handoffId: 'hnd_1',
      opportunityId: 'opp_1',
      projectId: null,
      correlationId: 'test',
      startedBy: { subject: 'starter', workerId: 'wrk_starter' },
      status: 'RUNNING',
      revision: 1,
      currentStepKey: null,
      exceptionCount: 0,
      cancel: null,
      cancelRefusedAt: null,
    },
    handoff: {
      status: 'DRAFT',
      contractId: null,
      region: null,
      acceptedAt: null,
      contractApprovedAt: null,
      projectCreatedAt: null,
    },
    steps: definition.groups.flat().map(({ key }) => ({
      key,
      status: 'PENDING',
      attempt: 0,
      attemptsInRound: 0,
      fallbackRound: 0,
      result: null,
      externalReference: null,
      error: null,
      nextRetryAt: null,
      nextAttemptAt: null,
      firstFailedAt: null,
      recoveredAt: null,
      startedAt: null,
      completedAt: null,
      dueAt: null,
      waitingRole: null,
      escalationLevel: 0,
      manual: false,
      reason: null,
      compensationStatus: 'NOT_NEEDED',
    })),
    approvals: [],
    tasks: [],
    now,
  }
}
