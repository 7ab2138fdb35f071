import { setTimeout as sleep } from 'node:timers/promises'
import type { Finding, Measure, MeasureOptions } from '../../measure.ts'
import { type BenchDatabase, openBenchDatabase } from '../bench-database.ts'
import { DECISION_FIRST } from '../bench-definitions.ts'
import { publish, untilAll, wakeAll } from '../bench-runs.ts'
import { approveWaiting, openWaitingRuns } from '../waiting-runs.ts'
import { createWorkerPool, type WorkerPool } from '../worker-pool.ts'

/** What a run costs while it waits for people, and how fast many of them go on. */
export const waitingMeasure: Measure = {
  name: 'waiting',
  describe: 'memory and CPU of a worker with 10,000 waiting runs, and 1,000 of them woken at once',
  inQuick: true,
  async run({ isQuick, databaseUrl, report }: MeasureOptions): Promise<Finding> {
    const [waiting, woken, watchMs] = isQuick ? [10_000, 300, 4_000] : [10_000, 1_000, 20_000]
    const database = await openBenchDatabase(databaseUrl)
    const pool = createWorkerPool(database.deliveryUrl)
    try {
      await publish(database.admin, DECISION_FIRST)
      await pool.growTo(1)
      // Code that runs for the first time is not what is measured.
      await sleep(2_000)
      const empty = await watch(database, pool, watchMs)
      report('  the empty table was watched')
      await openWaitingRuns(database.admin, { prefix: 'rest', count: waiting - woken })
      await openWaitingRuns(database.admin, { prefix: 'wake', count: woken })
      await database.admin.query('analyze')
      await sleep(1_000)
      const full = await watch(database, pool, watchMs)
      report(`  ${waiting} waiting runs were watched`)
      await approveWaiting(database.admin, 'wake', woken)
      const seconds = (-(await wakeAll(database.admin, 'wake')) + (await untilAll(database.admin, 'wake', 'COMPLETED'))) / 1000
      return {
        name: 'waiting',
        title: `One worker, watched for ${watchMs / 1000} s each; then ${woken} decided at once and carried through five steps each.`,
        rows: [
          { runs: 'none', ...empty },
          { runs: `${waiting} waiting`, ...full },
        ],
        verdict: {
          holds: null,
          text: `${woken} runs that were decided at once ended within ${seconds.toFixed(1)} s (${(woken / seconds).toFixed(0)} runs/s)`,
        },
      }
    } finally {
      await pool.stop()
      await database.close()
    }
  },
}

async function watch(database: BenchDatabase, pool: WorkerPool, durationMs: number) {
  const before = { worker: pool.usage(), database: database.cpuMs() }
  await sleep(durationMs)
  const after = { worker: pool.usage(), database: database.cpuMs() }
  const perSecond = (from: number | null | undefined, to: number | null | undefined) =>
    from == null || to == null ? null : ((to - from) * 1000) / durationMs
  return {
    'worker MB': after.worker?.residentMb ?? null,
    'worker CPU ms/s': perSecond(before.worker?.cpuMs, after.worker?.cpuMs),
    'database CPU ms/s': perSecond(before.database, after.database),
  }
}
