import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import pino from 'pino'
import { createPostgresLedger } from '../../../../subgraphs/delivery/adapters/postgres/ledger/postgres-ledger.ts'
import type { EngineWorker } from '../../../../subgraphs/delivery/engine/port.ts'
import { startPostgresWorker } from '../../../../subgraphs/delivery/engine/postgres/worker.ts'
import { type Lease, type Ledger, TryLaterError } from '../../../../subgraphs/delivery/workflows/ledger.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { waitUntil } from '../../../support/wait-until.ts'
import { type DeliveryFixture, openDeliveryFixture, startRun } from '../support/delivery-fixture.ts'

let fixture: DeliveryFixture
let db: ReturnType<typeof openDatabase>
let ledger: Ledger
let count = 0
const sessions: pg.Client[] = []
const workers: EngineWorker[] = []

beforeAll(async () => {
  fixture = await openDeliveryFixture()
  db = openDatabase(fixture.database.urlFor('delivery'), { name: 'delivery-worker' })
  ledger = createPostgresLedger(db)
})
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.end()))
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await fixture.rows("update delivery.workflow_run set status = 'COMPLETED', lease_owner = null, wake_at = null, alarm_at = null")
})
afterAll(async () => {
  await db.destroy()
  await fixture.close()
})

async function start(advance: (lease: Lease) => Promise<void>): Promise<EngineWorker> {
  const worker = await startPostgresWorker({
    advance,
    giveUp: () => Promise.resolve(false),
    db,
    databaseUrl: fixture.database.urlFor('delivery'),
    log: pino({ level: 'silent' }),
    concurrency: 4,
    hungAfterMs: 60_000,
    onTakenOver: () => undefined,
  })
  workers.push(worker)
  return worker
}

/** Looks at runs, and knows at which. */
function looking() {
  const seen = new Set<string>()
  const advance = async (lease: Lease) => {
    const { state } = await ledger.load(lease)
    await ledger.commit(lease, state, () => ({ changes: [], rest: { alarmAt: null, retryAt: null } }))
    seen.add(lease.runId)
  }
  return { seen, advance }
}

async function addRun(): Promise<string> {
  count += 1
  return (await startRun(fixture.system, `opp_faults${count}`)).runId
}

/** Administrator's session; whatever it holds is free again when it ends. */
async function openSession(): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: fixture.database.adminUrl })
  await session.connect()
  sessions.push(session)
  return session
}

async function close(session: pg.Client): Promise<void> {
  sessions.splice(sessions.indexOf(session), 1)
  await session.end()
}

/** Stops everybody who writes runs. */
async function holdRuns(): Promise<pg.Client> {
  const session = await openSession()
  await session.query('begin; lock table delivery.workflow_run in access exclusive mode')
  return session
}

const waitingIn = (statement: string) =>
  fixture.rows<{ pid: number }>(`select pid from pg_stat_activity where datname = current_database()
    and application_name = 'delivery-worker' and wait_event_type = 'Lock' and query like '%${statement}%'`)
const untilWaitingIn = (statement: string) => waitUntil(async () => (await waitingIn(statement)).length > 0)

/** Cuts the worker's connection in the middle of a statement on the runs that are held, and lets go of them. */
async function cutIn(statement: string, held: pg.Client): Promise<void> {
  await untilWaitingIn(statement)
  for (const { pid } of await waitingIn(statement)) await fixture.rows(`select pg_terminate_backend(${pid})`)
  await close(held)
}

const TAKING = 'lease_epoch + 1'
const GIVING_BACK = 'workflow_run set lease_owner = null'

async function isFree(runId: string): Promise<boolean> {
  const [run] = await fixture.rows(`select lease_owner from delivery.workflow_run where id = '${runId}'`)
  return run?.lease_owner === null
}

const wake = (runId: string) => `update delivery.workflow_run set wake_at = clock_timestamp() where id = '${runId}'`

describe('the heart of a worker', () => {
  it('goes on beating, on one session, while the server still keeps the lock of the session before', async () => {
    const { seen, advance } = looking()
    const { id } = await start(advance)
    const old = await openSession()
    const inherits = old.query('select pg_advisory_lock(7001, hashtext($1))', [id])
    const sessionsOfHeart = () =>
      fixture.rows<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'delivery worker ${id}'`)
    for (const { pid } of await sessionsOfHeart()) await fixture.rows(`select pg_terminate_backend(${pid})`)
    await inherits
    await pause(6_500)

    const [heart] = await fixture.rows<{ still_s: number }>(
      `select extract(epoch from clock_timestamp() - beat_at)::float8 as still_s from delivery.worker_heartbeat where executor_id = '${id}'`,
    )
    expect(heart?.still_s).toBeLessThan(2)
    expect(await sessionsOfHeart()).toHaveLength(1)
    const run = await addRun()
    await waitUntil(() => seen.has(run))

    // As soon as the old session is gone the lock is its own again.
    await close(old)
    const other = await openSession()
    await waitUntil(async () => {
      const { rows } = await other.query<{ locked: boolean }>('select pg_try_advisory_lock(7001, hashtext($1)) as locked', [id])
      if (rows[0]?.locked) await other.query('select pg_advisory_unlock(7001, hashtext($1))', [id])
      return rows[0]?.locked === false
    })
  }, 30_000)

  it('stands still: the worker takes no runs until it beats again', async () => {
    const { seen, advance } = looking()
    const { id } = await start(advance)
    const holder = await openSession()
    await holder.query(`begin; select from delivery.worker_heartbeat where executor_id = '${id}' for update`)
    await pause(2_600)
    const run = await addRun()
    await pause(1_000)
    expect(seen.has(run)).toBe(false)

    await close(holder)
    await waitUntil(() => seen.has(run))
  }, 30_000)

  it('is gone although its lock is held: the worker was replaced, and its runs go on in others', async () => {
    const run = await addRun()
    const replaced = await openSession()
    await replaced.query("select pg_advisory_lock(7001, hashtext('worker-replaced'))")
    await fixture.rows(`update delivery.workflow_run set lease_owner = 'worker-replaced', wake_at = null where id = '${run}'`)
    const { seen, advance } = looking()
    await start(advance)
    await waitUntil(() => seen.has(run))
  }, 30_000)
})

describe('a lease', () => {
  it('whose taking was never answered is found by the worker itself', async () => {
    const { seen, advance } = looking()
    const { id } = await start(advance)
    const run = await addRun()
    await waitUntil(() => seen.has(run))
    seen.clear()
    await fixture.rows(`update delivery.workflow_run set lease_owner = '${id}', wake_at = null where id = '${run}'`)
    await cutIn(TAKING, await holdRuns())
    await waitUntil(() => seen.has(run))
  }, 30_000)

  it('in hand is kept when the worker looks for lost ones', async () => {
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const { seen, advance } = looking()
    let attempts = 0
    await start(async (lease) => {
      attempts += 1
      await opened
      await advance(lease)
    })
    const run = await addRun()
    await waitUntil(() => attempts === 1)
    await cutIn(TAKING, await holdRuns())
    await pause(1_000)
    open()
    await waitUntil(() => seen.has(run))

    expect(attempts).toBe(1)
  }, 30_000)

  it('is given back although the connection was cut in the middle of it', async () => {
    const run = await addRun()
    let held: pg.Client | null = null
    await start(async () => {
      held = await holdRuns()
      throw new TryLaterError('not yet', 60_000)
    })
    await waitUntil(() => held !== null)
    if (held !== null) await cutIn(GIVING_BACK, held)
    await waitUntil(() => isFree(run), 5_000)
  }, 30_000)

  it('is given back at once when somebody woke the run that failed', async () => {
    const { seen, advance } = looking()
    const run = await addRun()
    let attempts = 0
    await start(async (lease) => {
      attempts += 1
      if (attempts > 1) return advance(lease)
      await fixture.rows(wake(run))
      throw new Error('nobody foresaw this')
    })
    await waitUntil(() => seen.has(run), 5_000)
  }, 30_000)
})

describe('a worker that leaves', () => {
  it('lets also those runs come to a rest that a look was taking at that moment', async () => {
    const { seen, advance } = looking()
    const run = await addRun()
    const worker = await start(async (lease) => {
      await pause(300)
      await advance(lease)
    })
    await waitUntil(() => seen.has(run))
    seen.clear()
    const held = await holdRuns()
    await untilWaitingIn(TAKING)
    await held.query(wake(run))
    const leaving = worker.stop()
    await held.query('commit')
    await leaving

    expect(seen.has(run)).toBe(true)
    expect(await isFree(run)).toBe(true)
  }, 30_000)
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
