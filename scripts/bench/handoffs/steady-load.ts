import pg from 'pg'
import { WAKE_CHANNEL } from '../../../subgraphs/delivery/engine/postgres/wake-run.ts'
import type { BenchDatabase } from './bench-database.ts'
import { SIX_STEPS } from './bench-definitions.ts'
import { openRuns } from './bench-runs.ts'

/** Runs that are there to be begun; enough for every measure. */
const RUNS = 3_000
const TICK_MS = 100

/** Lets six-step runs begin at a steady pace, whether or not the workers keep up, until it is stopped. */
export async function startLoad(database: BenchDatabase, runsPerSecond: number): Promise<{ stop(): Promise<void> }> {
  await openRuns(database.admin, SIX_STEPS, { prefix: 'load', count: RUNS })
  const client = new pg.Client({ connectionString: database.adminUrl })
  await client.connect()
  const perTick = Math.ceil((runsPerSecond * TICK_MS) / 1000)
  let begun = 0
  let current: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    const from = begun + 1
    begun = Math.min(RUNS, begun + perTick)
    const to = begun
    current = current.then(async () => {
      await client.query(
        `update delivery.workflow_run set wake_at = clock_timestamp()
         where id in (select 'run_load' || n from generate_series($1::int, $2::int) n)`,
        [from, to],
      )
      await client.query(`select pg_notify('${WAKE_CHANNEL}', '')`)
    })
  }, TICK_MS)
  return {
    async stop() {
      clearInterval(timer)
      await current
      await client.end()
    },
  }
}
