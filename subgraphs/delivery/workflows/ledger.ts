import type { InstantText } from '../../../contracts/wire/values.ts'
import type { Change } from './changes.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { RunState } from './run-state.ts'

/** The right to advance one run, until it rests or is lost. */
export interface Lease {
  readonly runId: string
  readonly owner: string
  readonly epoch: number
}

/**
 * What the worker writes. Every call is one transaction that first locks the run and proves the lease; it waits while the
 * database is away.
 *
 * @throws LeaseLostError from every call, once another worker has the run.
 */
export interface Ledger {
  load(lease: Lease): Promise<{ readonly state: RunState; readonly definition: WorkflowDefinition }>
  /**
   * Plans on `state` with the business time of the transaction, and writes the plan and its events, all or none. Answers
   * null when the run was changed by somebody else since `state` was read, or woken before it could rest: then nothing is
   * written, and the caller loads and plans again.
   */
  commit<Planned extends Plan>(
    lease: Lease,
    state: RunState,
    plan: (state: RunState) => Planned,
  ): Promise<{ readonly state: RunState; readonly plan: Planned } | null>
  /** Issues id and code of the project, once a run. */
  reserveProject(lease: Lease, entityCode: string): Promise<{ readonly projectId: string; readonly code: string }>
  /** The code is never used again. Answers the id that was reserved, null when none was. */
  voidReservation(lease: Lease): Promise<string | null>
}

/** What is written in one transaction. */
export interface Plan {
  readonly changes: readonly Change[]
  /** Null keeps the lease; the run goes on. */
  readonly rest: RestUntil | null
}

/** When a run that gives its lease back is looked at again, if nobody wakes it before. */
export interface RestUntil {
  /** Business time. */
  readonly alarmAt: InstantText | null
  /** Real time. */
  readonly retryAt: InstantText | null
}

/** Another worker advances the run now, because this one was taken for dead: it must not touch the run any more. */
export class LeaseLostError extends Error {
  constructor({ runId, owner, epoch }: Lease) {
    super(`worker ${owner} lost its lease ${epoch} of ${runId}`)
    this.name = 'LeaseLostError'
  }
}

/** What has to be known first cannot be known now: the run is given back, and looked at again after a pause. */
export class TryLaterError extends Error {
  readonly pauseMs: number
  constructor(message: string, pauseMs: number) {
    super(message)
    this.name = 'TryLaterError'
    this.pauseMs = pauseMs
  }
}
