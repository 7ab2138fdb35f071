import type { Database } from '../../shared/postgres/database.ts'

/**
 * The durable engine as the orchestration sees it. Workflow code is replayed after a crash, so everything that may differ
 * between two executions (time, I/O, chance) goes through `step`, `waitFor` or `now`, whose answers the engine remembers.
 */
export interface WorkflowContext {
  /**
   * Runs `work` at least once and remembers its answer: after a crash the answer is read, unless the crash came before it
   * was stored. So `work` must be idempotent. Its answer is plain JSON; failures are answers too, because the class of a
   * thrown error is lost on replay. The name is part of the log: never rename it, never change the order.
   */
  step<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer>
  /** Next signal in the order of their arrival, or null after `timeoutMs` of real time. */
  waitFor(timeoutMs: number): Promise<Signal | null>
  /** Real time in milliseconds since the epoch; the same on replay. */
  now(): Promise<number>
  /** True for an error with which the engine ends this execution, because another one goes on: it must not be caught. */
  isInterruption(error: unknown): boolean
}

/** A message to one run. It only wakes the run up: what happened is read from the database, so a double signal is harmless. */
export interface Signal {
  readonly reason: 'approval-decided' | 'cancel-requested'
}

/** One version of a workflow. Name and version together identify it for ever: a changed workflow is a new version. */
export interface Workflow<Input> {
  /** For example `sow-to-project@1`. */
  readonly name: string
  run(input: Input, context: WorkflowContext): Promise<void>
}

export interface StartRequest {
  /** Business key of the run: a second start with the same key is the same run. */
  readonly key: string
  readonly workflow: string
  /** Plain JSON. */
  readonly input: unknown
}

/** State of a run in the engine; what the run has reached is in the domain's own tables. */
export type EngineStatus = 'ABSENT' | 'QUEUED' | 'RUNNING' | 'ENDED' | 'BROKEN'

/** What any process may do with runs. Start and signals commit together with the caller's own writes, or not at all. */
export interface EngineClient {
  start(request: StartRequest, transaction: Database): Promise<void>
  /** `signalKey` makes a repeated signal the same signal. */
  signal(key: string, signal: Signal, signalKey: string, transaction: Database): Promise<void>
  /** Asks a run to undo itself: a message, because an engine that is stopped hard could not compensate. */
  requestCancel(key: string, signalKey: string, transaction: Database): Promise<void>
  status(key: string): Promise<EngineStatus>
  close(): Promise<void>
}

/** A process that executes runs, its own and those of workers that died. */
export interface EngineWorker {
  /** Identity of this incarnation. */
  readonly id: string
  /** Stops without ending anything: runs go on in another worker, or in the next start of this one. */
  stop(): Promise<void>
}

/** Thrown by `signal` for a run that was never started; the transaction must be rolled back. */
export class UnknownRunError extends Error {
  readonly runKey: string
  constructor(runKey: string) {
    super(`the engine does not know the run ${runKey}`)
    this.name = 'UnknownRunError'
    this.runKey = runKey
  }
}
