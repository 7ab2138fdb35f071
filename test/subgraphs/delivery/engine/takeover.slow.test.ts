import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openDatabaseGate } from '../support/database-gate.ts'
import { approvalOf, decide, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage, workerEnvironment } from '../support/running-worker.ts'
import { approveAll, begin, cancel, untilStep } from '../support/scenario.ts'
import { spawnWorker, type WorkerProcess } from '../support/worker-process.ts'

let stage: Stage
let workers: WorkerProcess[] = []

beforeAll(async () => {
  stage = await openStage({ withWorker: false })
  workers = await Promise.all([start(), start()])
}, 60_000)
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await stage.close()
})

const start = () => spawnWorker({ ...workerEnvironment(stage), HUNG_AFTER_MS: '3000' })

/** Process that has the run in hand now; worker ids are `{host}-{pid}-{chance}`. */
async function ownerOf(runId: string): Promise<WorkerProcess> {
  const [row] = await stage.fixture.rows<{ lease_owner: string | null }>(
    `select lease_owner from delivery.workflow_run where id = '${runId}'`,
  )
  const pid = Number(row?.lease_owner?.split('-').at(-2))
  const owner = workers.find((worker) => worker.pid === pid)
  if (owner === undefined) throw new Error(`nobody has ${runId} in hand: ${row?.lease_owner}`)
  return owner
}

/** Sends a signal to whoever has the run in hand at that point; resolves to the process and to when that was. */
function strike(runId: string, operation: string, when: 'before' | 'after', signal: NodeJS.Signals) {
  return new Promise<{ readonly owner: WorkerProcess; readonly atMs: number }>((resolve) => {
    const run = async () => {
      const owner = await ownerOf(runId)
      owner.kill(signal)
      resolve({ owner, atMs: Date.now() })
    }
    stage.gateway.faults.push({ operation, when, run })
  })
}

async function replace(worker: WorkerProcess): Promise<void> {
  workers = [...workers.filter((each) => each !== worker), await start()]
}

function expectOneEffectEach(seen: number): void {
  const calls = stage.gateway.calls.slice(seen)
  const effects = calls.filter(({ applied }) => applied).map(({ operation, key }) => `${operation} ${key}`)
  expect(effects).toEqual([...new Set(effects)])
}

describe('a worker that dies', () => {
  it.each([
    ['CreateErpProject', 'after'],
    ['CreateBillingSchedule', 'after'],
    ['CreatePsaProject', 'before'],
  ] as const)(
    '[WO-01] with -9 at %s, %s its effect: another one goes on within 5 s, nothing happens twice',
    async (operation, when) => {
      const seen = stage.gateway.calls.length
      const { runId } = await begin(stage)
      const struck = strike(runId, operation, when, 'SIGKILL')
      await approveAll(stage, runId)
      const { owner, atMs } = await struck
      await untilStep(stage, runId, 'H18', 'WAITING')

      expect(Date.now() - atMs).toBeLessThan(5_000)
      expect(await owner.exited).toBe('SIGKILL')
      expectOneEffectEach(seen)
      await replace(owner)
    },
    60_000,
  )

  it('while its run waits, and all others with it: the run is only a row, and the next worker goes on within 5 s', async () => {
    const { runId } = await begin(stage)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    for (const worker of workers) worker.kill('SIGKILL')
    await Promise.all(workers.map(({ exited }) => exited))
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    workers = [await start()]
    const upAtMs = Date.now()
    await approvalOf(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')

    expect(Date.now() - upAtMs).toBeLessThan(5_000)
    workers = [...workers, await start()]
  }, 60_000)

  it('inside an undo: another one undoes the rest', async () => {
    const seen = stage.gateway.calls.length
    const { runId } = await begin(stage)
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')
    const struck = strike(runId, 'SupersedeBudget', 'after', 'SIGKILL')
    await cancel(stage, runId, 'enough')
    const { owner } = await struck
    await untilRun(stage.fixture, runId, ['CANCELLED'])

    expectOneEffectEach(seen)
    const left = await stage.fixture.rows(
      `select key from delivery.workflow_step where run_id = '${runId}' and compensation_status in ('PENDING', 'FAILED')`,
    )
    expect(left).toEqual([])
    await replace(owner)
  }, 60_000)
})

describe('a worker that hangs', () => {
  it('is replaced although it holds its lock, and ends itself when it wakes up', async () => {
    const seen = stage.gateway.calls.length
    const { runId } = await begin(stage)
    const struck = strike(runId, 'CreateErpProject', 'after', 'SIGSTOP')
    await approveAll(stage, runId)
    const { owner } = await struck
    await untilStep(stage, runId, 'H18', 'WAITING')

    owner.kill('SIGCONT')
    expect(await owner.exited).toBe('1')
    expectOneEffectEach(seen)
    await replace(owner)
  }, 60_000)
})

describe('a database that restarts', () => {
  it('cuts every session of the workers, and the runs go on', async () => {
    const { runId } = await begin(stage)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    // The sessions of the test itself, which call themselves `delivery`, stay: it has to watch.
    const cut = await stage.fixture.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'delivery'`,
    )
    expect(cut.length).toBeGreaterThan(2)
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')
  }, 60_000)

  it('is waited for by a worker that starts first', async () => {
    const environment = workerEnvironment(stage)
    const gate = await openDatabaseGate(stage.fixture.database.urlFor('delivery'))
    const starting = spawnWorker({ ...environment, DATABASE_URL: gate.url })
    await gate.wasTried
    gate.open()

    const late = await starting
    late.kill('SIGKILL')
    expect(await late.exited).toBe('SIGKILL')
    gate.close()
  }, 60_000)
})
