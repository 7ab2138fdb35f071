import type { BenchDatabase } from './bench-database.ts'
import { SIX_STEPS } from './bench-definitions.ts'
import { openRuns, untilAll, wakeAll } from './bench-runs.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface Pace {
  readonly runsPerSecond: number
  /** CPU milliseconds a run of all workers together; null when the system does not tell. Steadier than the pace on a busy machine. */
  readonly workerCpuMs: number | null
  readonly databaseCpuMs: number | null
}

/** Opens six-step runs, wakes them all at once and times them to the end of the last one, by the clock of the database. */
export async function timeRuns({
  database,
  pool,
  prefix,
  count,
}: {
  readonly database: BenchDatabase
  readonly pool: WorkerPool
  readonly prefix: string
  readonly count: number
}): Promise<Pace> {
  await openRuns(database.admin, SIX_STEPS, { prefix, count })
  const before = { workers: pool.usage()?.cpuMs, database: database.cpuMs() }
  const wokenAt = await wakeAll(database.admin, prefix)
  const endedAt = await untilAll(database.admin, prefix, 'COMPLETED')
  const after = { workers: pool.usage()?.cpuMs, database: database.cpuMs() }
  const perRun = (from: number | null | undefined, to: number | null | undefined) =>
    from == null || to == null ? null : (to - from) / count
  return {
    runsPerSecond: (count * 1000) / (endedAt - wokenAt),
    workerCpuMs: perRun(before.workers, after.workers),
    databaseCpuMs: perRun(before.database, after.database),
  }
}
