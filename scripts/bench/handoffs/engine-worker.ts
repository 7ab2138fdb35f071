import pino from 'pino'
import { createPostgresLedger } from '../../../subgraphs/delivery/adapters/postgres/ledger/postgres-ledger.ts'
import { startPostgresWorker } from '../../../subgraphs/delivery/engine/postgres/worker.ts'
import { advanceRun } from '../../../subgraphs/delivery/workflows/advance-run.ts'
import { giveUp } from '../../../subgraphs/delivery/workflows/give-up.ts'
import { openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { BENCH_STEPS } from './bench-definitions.ts'

/**
 * A worker process as `subgraphs/delivery/worker.ts` starts it, with steps that answer at once and without a gateway.
 * Says `up` to its parent when it takes runs.
 */
const databaseUrl = process.env.DATABASE_URL ?? ''
const concurrency = Number(process.env.CONCURRENCY ?? 24)
const log = pino({ level: 'warn' }, pino.destination(2))
const db = openDatabase(databaseUrl, { name: 'bench-worker', prepares: true })
const tools = {
  ledger: createPostgresLedger(db),
  steps: BENCH_STEPS,
  graph: { run: () => Promise.reject(new Error('no step of a measure calls the graph')) },
  collaboration: null,
  isPosted: async () => false,
  chance: () => 0,
  log,
}
const worker = await startPostgresWorker({
  db,
  databaseUrl,
  log,
  advance: (lease) => advanceRun(tools, lease),
  giveUp: (lease, cause) => giveUp(tools.ledger, lease, cause),
  concurrency,
  hungAfterMs: 15_000,
  onTakenOver: () => process.exit(1),
})
process.once('SIGTERM', () => void worker.stop().finally(() => process.exit(0)))
process.send?.('up')
