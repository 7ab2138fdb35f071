import { archiveRuns } from '../../../../subgraphs/delivery/adapters/postgres/archive-runs.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import type { Finding, Measure, MeasureOptions } from '../../measure.ts'
import { median } from '../../statistics.ts'
import { type BenchDatabase, openBenchDatabase } from '../bench-database.ts'
import { SIX_STEPS } from '../bench-definitions.ts'
import { publish } from '../bench-runs.ts'
import { insertFinishedRuns } from '../finished-runs.ts'
import { type Pace, timeRuns } from '../time-runs.ts'
import { createWorkerPool, type WorkerPool } from '../worker-pool.ts'

/** Old enough for retention, by its default. */
const AGE_DAYS = 800
const RETENTION_DAYS = 730

/** Whether a firm that has used it for years is slower than one that begins. */
export const historyMeasure: Measure = {
  name: 'history',
  describe: 'the engine with 1,000, 10,000 and 100,000 finished runs in the tables, and while retention removes them',
  inQuick: false,
  async run({ isQuick, databaseUrl, report }: MeasureOptions): Promise<Finding> {
    const [sizes, rounds, count] = isQuick ? [[1_000, 10_000], 1, 300] : [[1_000, 10_000, 100_000], 3, 400]
    const database = await openBenchDatabase(databaseUrl)
    const pool = createWorkerPool(database.deliveryUrl)
    const rows = []
    try {
      await publish(database.admin, SIX_STEPS)
      await pool.growTo(2)
      await timeRuns({ database, pool, prefix: 'warm', count })
      let present = 0
      for (const size of sizes) {
        await insertFinishedRuns(database.admin, { prefix: `h${size}x`, count: size - present, ageDays: AGE_DAYS })
        present = size
        report(`  ${size} finished runs are in the tables`)
        const paces: Pace[] = []
        for (let round = 0; round < rounds; round += 1)
          paces.push(await timeRuns({ database, pool, prefix: `s${size}r${round}x`, count }))
        rows.push(toRow(`${size}`, paces))
      }
      rows.push(await whileArchiving(database, pool, count))
    } finally {
      await pool.stop()
      await database.close()
    }
    const [few, many] = [rows[0], rows.at(-2)]
    const ratio = Number(many?.['CPU ms/run'] ?? Number.NaN) / Number(few?.['CPU ms/run'] ?? Number.NaN)
    return {
      name: 'history',
      title: `Six-step runs with two workers, ${count} at once, median of ${rounds}.`,
      rows,
      verdict: {
        holds: null,
        text: `CPU a run with ${many?.['finished runs']} finished runs is ${ratio.toFixed(2)} of that with ${few?.['finished runs']}`,
      },
    }
  },
}

/** The same while retention removes what is there. */
async function whileArchiving(database: BenchDatabase, pool: WorkerPool, count: number) {
  const db = openDatabase(database.deliveryUrl, { name: 'bench-retention' })
  try {
    const startedAtMs = Date.now()
    const archiving = archiveRuns(db, RETENTION_DAYS).then((runs) => ({ runs, seconds: (Date.now() - startedAtMs) / 1000 }))
    const pace = await timeRuns({ database, pool, prefix: 'retention', count })
    const { runs, seconds } = await archiving
    return toRow(`retention at work (${runs} runs in ${seconds.toFixed(1)} s)`, [pace])
  } finally {
    await db.destroy()
  }
}

function toRow(finished: string, paces: readonly Pace[]) {
  const cpu = paces.flatMap(({ workerCpuMs, databaseCpuMs }) =>
    workerCpuMs === null || databaseCpuMs === null ? [] : [workerCpuMs + databaseCpuMs],
  )
  return {
    'finished runs': finished,
    'runs/s': median(paces.map(({ runsPerSecond }) => runsPerSecond)),
    'CPU ms/run': cpu.length === 0 ? null : median(cpu),
  }
}
