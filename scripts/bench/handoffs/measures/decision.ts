import { setTimeout as sleep } from 'node:timers/promises'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import { createPostgresDeliverySystem } from '../../../../subgraphs/delivery/adapters/postgres/postgres-system.ts'
import type { DeliverySystem } from '../../../../subgraphs/delivery/port.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import type { Finding, Measure, MeasureOptions } from '../../measure.ts'
import { percentile } from '../../statistics.ts'
import { type BenchDatabase, openBenchDatabase } from '../bench-database.ts'
import { DECISION_FIRST, SIX_STEPS } from '../bench-definitions.ts'
import { publish, untilAll } from '../bench-runs.ts'
import { startLoad } from '../steady-load.ts'
import { openWaitingRuns } from '../waiting-runs.ts'
import { createWorkerPool } from '../worker-pool.ts'

/** Pause between two decisions of people, in milliseconds. */
const PAUSE_MS = 20
/** Six-step runs a second that begin beside the decisions: about half of what two workers can do on a small machine. */
const LOAD_RUNS_PER_SECOND = 20

/** How long a run stands still after somebody decided. */
export const decisionMeasure: Measure = {
  name: 'decision',
  describe: 'from the commit of a decision to the start of the next step, idle and under load',
  inQuick: true,
  async run({ isQuick, databaseUrl, report }: MeasureOptions): Promise<Finding> {
    const count = isQuick ? 100 : 400
    const database = await openBenchDatabase(databaseUrl)
    const pool = createWorkerPool(database.deliveryUrl)
    const db = openDatabase(database.deliveryUrl, { name: 'bench-people' })
    const system = createPostgresDeliverySystem(db)
    try {
      await publish(database.admin, DECISION_FIRST)
      await publish(database.admin, SIX_STEPS)
      await pool.growTo(2)
      await openWaitingRuns(database.admin, { prefix: 'warm', count: 20 })
      await decideAll(system, 'warm', 20)
      await openWaitingRuns(database.admin, { prefix: 'idle', count })
      const idle = await latencies({ database, system, prefix: 'idle', count })
      report(`  idle: ${idle.length} decisions`)
      await openWaitingRuns(database.admin, { prefix: 'busy', count })
      const load = await startLoad(database, LOAD_RUNS_PER_SECOND)
      const busy = await latencies({ database, system, prefix: 'busy', count })
      await load.stop()
      report(`  under load: ${busy.length} decisions`)
      return {
        name: 'decision',
        title: `${count} decisions through the service, ${PAUSE_MS} ms apart, two workers; commit of the decision to commit of the begin of the next step. Load: ${LOAD_RUNS_PER_SECOND} six-step runs begin every second.`,
        rows: [toRow('idle', idle), toRow('under load', busy)],
        verdict: {
          holds: null,
          text: `idle p50 ${percentile(idle, 0.5).toFixed(1)} ms, p99 ${percentile(idle, 0.99).toFixed(1)} ms`,
        },
      }
    } finally {
      await pool.stop()
      await system.close()
      await database.close()
    }
  },
}

const toRow = (system: string, samples: readonly number[]) => ({
  system,
  'p50 ms': percentile(samples, 0.5),
  'p90 ms': percentile(samples, 0.9),
  'p99 ms': percentile(samples, 0.99),
})

async function latencies({
  database,
  system,
  prefix,
  count,
}: {
  readonly database: BenchDatabase
  readonly system: DeliverySystem
  readonly prefix: string
  readonly count: number
}): Promise<readonly number[]> {
  await decideAll(system, prefix, count)
  await untilAll(database.admin, prefix, 'COMPLETED')
  // Commit times of the two transactions, both by the clock of the server: no client is in between.
  const { rows } = await database.admin.query<{ ms: number }>(
    `select extract(epoch from pg_xact_commit_timestamp(begun.xmin) - pg_xact_commit_timestamp(decided.xmin))::float8 * 1000 as ms
     from delivery.handoff_event decided
     join delivery.handoff_event begun on begun.run_id = decided.run_id and begun.entity_id = decided.run_id || ':H02'
       and begun.to_state = 'RUNNING'
     where decided.entity = 'Approval' and decided.to_state = 'APPROVED' and starts_with(decided.run_id, $1)`,
    [`run_${prefix}`],
  )
  return rows.map(({ ms }) => ms)
}

async function decideAll(system: DeliverySystem, prefix: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    const approvalId = `apr_${prefix}${n}`
    const action = { kind: 'decide', decision: 'APPROVE', comment: null } as const
    const options = { idempotencyKey: `decide ${approvalId}` }
    const decided = await system.approvals.act(approvalId, action, options, { principal: LEGAL, correlationId: 'bench' })
    if (!decided.ok) throw new Error(`${approvalId} was not decided: ${JSON.stringify(decided.errors)}`)
    await sleep(PAUSE_MS)
  }
}

const LEGAL: Principal = {
  subject: 'legal',
  kind: 'PERSON',
  clientId: 'bench',
  workerId: 'wrk_legal',
  partner: null,
  regions: null,
  roles: ['legal'],
  scopes: ['delivery:read', 'delivery:approve'],
  amr: ['pwd'],
  authenticatedAt: null,
}
