import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decide, startRun, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage, workerEnvironment } from '../support/running-worker.ts'
import { addSoldEngagement } from '../support/sold-engagement.ts'
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

/** Process that executes the run now; worker ids are `{host}-{pid}-{time}`. */
async function ownerOf(runId: string): Promise<WorkerProcess> {
  const [row] = await stage.fixture.rows<{ executor_id: string }>(
    `select s.executor_id from dbos.workflow_status s join delivery.workflow_run r on r.key = s.workflow_uuid where r.id = '${runId}'`,
  )
  const pid = Number(row?.executor_id.split('-').at(-2))
  const owner = workers.find((worker) => worker.pid === pid)
  if (owner === undefined) throw new Error(`nobody owns ${runId}: ${row?.executor_id}`)
  return owner
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
    '[WO-01] with -9 at %s, %s its effect: another one ends the run within 5 s, nothing happens twice',
    async (operation, when) => {
      const seen = stage.gateway.calls.length
      const { opportunityId } = addSoldEngagement(stage.gateway.systems, `kill${operation}${when}`.toLowerCase())
      const { runId } = await startRun(stage.fixture.system, opportunityId)
      await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
      const owner = await ownerOf(runId)
      let diedAtMs = 0
      stage.gateway.faults.push({
        operation,
        when,
        run: () => {
          owner.kill('SIGKILL')
          diedAtMs = Date.now()
        },
      })
      await decide(stage.fixture, runId, 'SOW_LEGAL')
      await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
      await untilRun(stage.fixture, runId, ['COMPLETED'])

      expect(diedAtMs).toBeGreaterThan(0)
      expect(Date.now() - diedAtMs).toBeLessThan(5_000)
      expect(await owner.exited).toBe('SIGKILL')
      expectOneEffectEach(seen)
      await replace(owner)
    },
    60_000,
  )

  it('while it waits, and all others with it: the next one that comes up ends the run within 5 s', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'killwaiting')
    const { runId } = await startRun(stage.fixture.system, opportunityId)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    for (const worker of workers) worker.kill('SIGKILL')
    await Promise.all(workers.map(({ exited }) => exited))
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    workers = [await start()]
    const upAtMs = Date.now()
    await untilRun(stage.fixture, runId, ['COMPLETED'])

    expect(Date.now() - upAtMs).toBeLessThan(5_000)
    workers = [...workers, await start()]
  }, 60_000)

  it('inside an undo: another one undoes the rest', async () => {
    const seen = stage.gateway.calls.length
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'killundo')
    const { runId } = await startRun(stage.fixture.system, opportunityId)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    const owner = await ownerOf(runId)
    stage.gateway.faults.push({ operation: 'CreatePsaProject', when: 'refuse' })
    stage.gateway.faults.push({ operation: 'SupersedeBudget', when: 'after', run: () => owner.kill('SIGKILL') })
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await untilRun(stage.fixture, runId, ['FAILED'])

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
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'hang')
    const { runId } = await startRun(stage.fixture.system, opportunityId)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    const owner = await ownerOf(runId)
    stage.gateway.faults.push({ operation: 'CreateErpProject', when: 'after', run: () => owner.kill('SIGSTOP') })
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await untilRun(stage.fixture, runId, ['COMPLETED'])

    owner.kill('SIGCONT')
    expect(await owner.exited).toBe('1')
    expectOneEffectEach(seen)
    await replace(owner)
  }, 60_000)
})

describe('a database that restarts', () => {
  it('cuts every session of the worker, and the runs go on', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'restart')
    const { runId } = await startRun(stage.fixture.system, opportunityId)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    // The sessions of the test itself, which call themselves `delivery`, stay: it has to watch.
    const cut = await stage.fixture.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'delivery'`,
    )
    expect(cut.length).toBeGreaterThan(2)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await untilRun(stage.fixture, runId, ['COMPLETED'])
  }, 60_000)
})
