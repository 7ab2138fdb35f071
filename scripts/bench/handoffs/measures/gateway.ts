import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { HANDOFF_READY } from '../../../seed/stories/handoff-ready.ts'
import { type WorkerPart, workerParts } from '../../../start/part-definitions.ts'
import { freePorts } from '../../../start/ports.ts'
import { type Stack, startStack } from '../../../start/stack.ts'
import type { Finding, Measure, MeasureOptions, Row } from '../../measure.ts'
import { familyCpuMs, usageOf } from '../../process-usage.ts'
import { bringToProvisioning, holdRuns, openPeople, type People, untilProvisioned, untilWorkersAreUp } from '../provisioning.ts'

const WORKERS = [1, 2, 4] as const
/** H08 to H17. */
const STEPS = 10
/** Steps a second that the aim is. */
const AIM = 150

/** What the whole way costs: every step through the gateway, authorised, limited and logged. */
export const gatewayMeasure: Measure = {
  name: 'gateway',
  describe: 'provisioning steps H08 to H17 through the whole graph, with 1, 2 and 4 workers, after all approvals',
  inQuick: false,
  async run({ isQuick, databaseUrl, report }: MeasureOptions): Promise<Finding> {
    const each = isQuick ? 8 : Math.floor(HANDOFF_READY.length / WORKERS.length)
    const dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-bench-'))
    const stack = await startStack({
      dataDir,
      ports: await freePorts(),
      seed: 'dev',
      databaseUrl,
      workers: Math.max(...WORKERS),
      report: (line) => report(`  ${line}`),
    })
    const stopEarly = () => void stack.stop().finally(() => process.exit(1))
    process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly)
    const admin = new pg.Client({ connectionString: stack.adminUrl })
    await admin.connect()
    try {
      const people = openPeople(stack)
      const rows: Row[] = []
      for (const [at, workers] of WORKERS.entries()) {
        const opportunityIds = HANDOFF_READY.slice(at * each, (at + 1) * each)
        const row = await provision({ stack, people, admin, opportunityIds, workers })
        report(`  ${workers} workers: ${row['steps/s'].toFixed(0)} steps/s`)
        rows.push(row)
      }
      const best = Math.max(...rows.map((row) => Number(row['steps/s'])))
      return {
        name: 'gateway',
        title: `${each} approved handoffs provisioned at once (H08 to H17, ${STEPS} steps each), everything on this machine.`,
        rows,
        verdict: { holds: null, text: `${best.toFixed(0)} steps/s through the gateway at best (aim ${AIM})` },
      }
    } finally {
      process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly)
      await admin.end()
      await stack.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

/** All are approved while no worker runs; then so many workers come up, and the runs are woken at once. */
async function provision({
  stack,
  people,
  admin,
  opportunityIds,
  workers,
}: {
  readonly stack: Stack
  readonly people: People
  readonly admin: pg.Client
  readonly opportunityIds: readonly string[]
  readonly workers: number
}) {
  const all = workerParts(Math.max(...WORKERS))
  for (const worker of all) if (stack.pidOf(worker) === undefined) await stack.restart(worker)
  await bringToProvisioning(people, opportunityIds, () => Promise.all(all.map((worker) => stack.kill(worker))))
  const used = all.slice(0, workers)
  const wake = await holdRuns(admin, opportunityIds)
  await Promise.all(used.map((worker) => stack.restart(worker)))
  await untilWorkersAreUp(admin, workers)
  const before = cpuOf(stack, used)
  await wake()
  const seconds = await untilProvisioned(admin, opportunityIds)
  const after = cpuOf(stack, used)
  const steps = opportunityIds.length * STEPS
  const perStep = (part: keyof typeof after) => {
    const [from, to] = [before[part], after[part]]
    return from === null || to === null ? null : (to - from) / steps
  }
  return {
    workers,
    'steps/s': steps / seconds,
    'gateway CPU ms/step': perStep('gateway'),
    'subgraphs CPU ms/step': perStep('subgraphs'),
    'workers CPU ms/step': perStep('workers'),
    'database CPU ms/step': perStep('database'),
  }
}

function cpuOf(stack: Stack, workers: readonly WorkerPart[]) {
  const of = (part: Parameters<Stack['pidOf']>[0]) => usageOf(stack.pidOf(part) ?? 0)?.cpuMs ?? null
  const database = stack.pidOf('database')
  return {
    gateway: of('gateway'),
    subgraphs: of('subgraphs'),
    workers: workers.reduce<number | null>((sum, worker) => {
      const cpuMs = of(worker)
      return sum === null || cpuMs === null ? null : sum + cpuMs
    }, 0),
    database: database === undefined ? null : familyCpuMs(database),
  }
}
