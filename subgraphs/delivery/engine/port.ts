import type { Lease } from '../workflows/ledger.ts'

/**
 * The durable engine: it knows which runs call for a look, hands each to one worker at a time, and takes them from workers
 * that died or hang. What a run does next is none of its business.
 */
export interface EngineWorker {
  /** Identity of this incarnation, unique for ever. */
  readonly id: string
  /** Runs in the hands of this worker now. */
  active(): number
  /** Takes no more runs, lets the ones in hand come to a rest, and leaves. Runs go on in another worker. */
  stop(): Promise<void>
}

export interface EngineWorkerOptions {
  /** Advances a run until it rests; rejects when the lease is lost or nobody foresaw what happened. */
  readonly advance: (lease: Lease) => Promise<void>
  /** Puts a run that fails again and again before a person, and gives the lease back; false when that is not possible. */
  readonly giveUp: (lease: Lease, cause: unknown) => Promise<boolean>
  /** Runs that are advanced side by side. */
  readonly concurrency: number
  /** A worker whose heart stands still for this long counts as hung, in milliseconds. */
  readonly hungAfterMs: number
  /** Called once when another worker took the runs of this one: the process must end, or it would go on for nothing. */
  readonly onTakenOver: () => void
}
