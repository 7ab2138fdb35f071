import type { Finding, Measure, MeasureOptions } from '../../measure.ts'
import { median } from '../../statistics.ts'
import { openBenchDatabase } from '../bench-database.ts'
import { SIX_STEPS } from '../bench-definitions.ts'
import { publish } from '../bench-runs.ts'
import { type Pace, timeRuns } from '../time-runs.ts'
import { createWorkerPool } from '../worker-pool.ts'

/** Six-step runs a second with two workers: what the engine before this one did on the same machine. */
const FLOOR = 70
const WORKERS = [1, 2, 4] as const

/** How many runs a second engine and ledger carry through, when the systems behind the steps cost nothing. */
export const engineMeasure: Measure = {
  name: 'engine',
  describe: 'six-step runs through engine and ledger alone, with 1, 2 and 4 worker processes',
  inQuick: true,
  async run({ isQuick, databaseUrl, report }: MeasureOptions): Promise<Finding> {
    const [rounds, count] = isQuick ? [1, 300] : [5, 500]
    const database = await openBenchDatabase(databaseUrl)
    const paces = new Map<number, Pace[]>(WORKERS.map((workers) => [workers, []]))
    try {
      await publish(database.admin, SIX_STEPS)
      for (let round = 0; round <= rounds; round += 1) {
        const pool = createWorkerPool(database.deliveryUrl)
        try {
          for (const workers of WORKERS) {
            await pool.growTo(workers)
            const pace = await timeRuns({ database, pool, prefix: `r${round}w${workers}x`, count })
            report(
              `  round ${round}: ${workers} workers, ${pace.runsPerSecond.toFixed(0)} runs/s${round === 0 ? ' (warm-up)' : ''}`,
            )
            // The first round warms the server's caches and is not counted.
            if (round > 0) paces.get(workers)?.push(pace)
          }
        } finally {
          await pool.stop()
        }
      }
    } finally {
      await database.close()
    }
    const rows = WORKERS.map((workers) => toRow(workers, paces.get(workers) ?? []))
    const withTwo = median((paces.get(2) ?? []).map(({ runsPerSecond }) => runsPerSecond))
    return {
      name: 'engine',
      title: `Six steps that answer at once, ${count} runs woken at the same time, median of ${rounds} interleaved rounds.`,
      rows,
      verdict: { holds: withTwo >= FLOOR, text: `${withTwo.toFixed(0)} six-step runs/s with two workers (floor ${FLOOR})` },
    }
  },
}

function toRow(workers: number, paces: readonly Pace[]) {
  const of = (pick: (pace: Pace) => number | null) => {
    const values = paces.flatMap((pace) => pick(pace) ?? [])
    return values.length === 0 ? null : median(values)
  }
  const runs = of(({ runsPerSecond }) => runsPerSecond) ?? 0
  return {
    workers,
    'runs/s': runs,
    'steps/s': runs * SIX_STEPS.groups.length,
    'worker CPU ms/run': of(({ workerCpuMs }) => workerCpuMs),
    'database CPU ms/run': of(({ databaseCpuMs }) => databaseCpuMs),
  }
}
