import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Database } from '../../../shared/postgres/database.ts'
import { patiently } from '../../../shared/postgres/patiently.ts'
import { type Lease, LeaseLostError, TryLaterError } from '../../workflows/ledger.ts'
import type { EngineWorker, EngineWorkerOptions } from '../port.ts'
import { startHeartbeat } from './heartbeat.ts'
import { countFailure, releaseRunsOf, releaseStray, returnRun, ringAlarms, takeRuns, wakeForgotten } from './leases.ts'

/** How often an idle worker looks for runs that nobody told it about: retries that are due, words that were lost. */
const LOOK_MS = 250
/** How often the business clock is asked for deadlines. */
const ALARM_MS = 1_000
/** How often a worker gives back what it has by the table only; after a failed look it does so at the next one. */
const STRAY_MS = 30_000
/**
 * Pause after a failure that nobody foresaw, before the run is tried again; it doubles with every one in a row. One poisoned run
 * must not keep a worker busy.
 */
const POISON_PAUSE_MS = 30_000
const MAX_POISON_PAUSE_MS = 1_800_000
/** Such failures in a row after which a person has to look. */
const GIVE_UP_AFTER = 5

export interface PostgresWorkerOptions extends EngineWorkerOptions {
  readonly db: Database
  /** Direct connection of the heartbeat, not through a transaction pooler. */
  readonly databaseUrl: string
  readonly log: Logger
}

/** Takes runs out of the ledger's own table, a bounded number at a time. Any number of these work side by side. */
export async function startPostgresWorker(options: PostgresWorkerOptions): Promise<EngineWorker> {
  const { db, databaseUrl, log, advance, giveUp, concurrency, hungAfterMs, onTakenOver } = options
  // Unique for ever: two incarnations with one id would each believe that the runs of the other are its own.
  const id = `${hostname()}-${process.pid}-${randomBytes(6).toString('hex')}`
  const active = new Map<Lease, Promise<void>>()
  let isUp = false
  let isStopping = false
  let looking: Promise<void> | null = null
  let wasWoken = false
  let lastAlarmMs = 0
  let lastStrayMs = Date.now()

  // Locked and beating before the first run is taken: from then on this process can be found dead.
  const heartbeat = await patiently(() =>
    startHeartbeat({
      databaseUrl,
      id,
      log,
      hungAfterMs,
      onTakenOver,
      release: (workerId) => releaseRunsOf(db, workerId),
      onWake: () => {
        // Words that come before it is up are heard by its first look.
        if (isUp) void look()
      },
    }),
  )
  await heartbeat.watchOthers()
  const forgotten = await patiently(() => wakeForgotten(db))
  if (forgotten.length > 0) log.error({ runs: forgotten }, 'runs were open with nothing to wake them; they go on now')
  isUp = true
  const timer = setInterval(() => void look(), LOOK_MS)
  log.info({ worker: id }, 'worker is up')
  void look()

  /** Fills the free places; a word that comes meanwhile makes it look once more. */
  function look(): Promise<void> {
    if (looking !== null) wasWoken = true
    looking ??= fillWhileWoken().finally(() => {
      looking = null
    })
    return looking
  }

  async function fillWhileWoken(): Promise<void> {
    try {
      do {
        wasWoken = false
        await fill()
      } while (wasWoken && !isStopping)
    } catch (error) {
      log.warn({ worker: id, err: error }, 'no runs could be taken; the next look is soon')
      // Some may have been, with the answer lost.
      lastStrayMs = 0
    }
  }

  async function fill(): Promise<void> {
    // Who may count as dead must not take what would be taken away again.
    if (isStopping || !heartbeat.isBeating()) return
    if (Date.now() - lastStrayMs >= STRAY_MS) {
      const runs = await releaseStray(db, id, [...active.keys()])
      lastStrayMs = Date.now()
      if (runs > 0) log.warn({ worker: id, runs }, 'runs were leased to this worker without its knowing; they go on now')
    }
    if (Date.now() - lastAlarmMs >= ALARM_MS) {
      lastAlarmMs = Date.now()
      await ringAlarms(db)
    }
    const free = concurrency - active.size
    if (free <= 0) return
    const leases = await takeRuns(db, id, free)
    for (const lease of leases) {
      const work = carry(lease).finally(() => {
        active.delete(lease)
        void look()
      })
      active.set(lease, work)
    }
  }

  async function carry(lease: Lease): Promise<void> {
    try {
      await advance(lease)
    } catch (error) {
      if (error instanceof LeaseLostError) return log.warn({ worker: id, run: lease.runId }, error.message)
      const pauseMs = error instanceof TryLaterError ? sayLater(lease, error) : await judge(lease, error)
      if (pauseMs === null) return
      await patiently(() => returnRun(db, lease, pauseMs)).catch((fault: unknown) =>
        // Still leased to this worker, which soon finds it among what it does not have in hand.
        log.error({ worker: id, run: lease.runId, err: fault }, 'run could not be given back'),
      )
    }
  }

  function sayLater({ runId }: Lease, { message, pauseMs }: TryLaterError): number {
    log.info({ worker: id, run: runId }, message)
    return pauseMs
  }

  /** The pause after a failure that nobody foresaw; null when the run is before a person now. */
  async function judge(lease: Lease, cause: unknown): Promise<number | null> {
    const about = { worker: id, run: lease.runId }
    log.error({ ...about, err: cause }, 'run failed unexpectedly; it is tried again later')
    try {
      const failures = await patiently(() => countFailure(db, lease))
      if (failures >= GIVE_UP_AFTER && (await giveUp(lease, cause))) {
        log.error({ ...about, failures }, 'run failed too often; a person has to look at it')
        return null
      }
      return Math.min(MAX_POISON_PAUSE_MS, POISON_PAUSE_MS * 2 ** Math.max(0, failures - 1))
    } catch (fault) {
      log.error({ ...about, err: fault }, 'run failed too often, and cannot be put before a person')
      return MAX_POISON_PAUSE_MS
    }
  }

  return {
    id,
    active: () => active.size,
    async stop() {
      isStopping = true
      clearInterval(timer)
      // What a look in flight has taken is in hand only when it is over.
      await looking
      await Promise.allSettled(active.values())
      await releaseRunsOf(db, id)
      await heartbeat.stop()
    },
  }
}
