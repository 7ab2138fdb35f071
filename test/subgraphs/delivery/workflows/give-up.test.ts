import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { createPostgresLedger } from '../../../../subgraphs/delivery/adapters/postgres/ledger/postgres-ledger.ts'
import { startPostgresWorker } from '../../../../subgraphs/delivery/engine/postgres/worker.ts'
import { giveUp } from '../../../../subgraphs/delivery/workflows/give-up.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { callBy, type DeliveryFixture, OPS, openDeliveryFixture, startRun, untilRun } from '../support/delivery-fixture.ts'

let fixture: DeliveryFixture

beforeAll(async () => {
  fixture = await openDeliveryFixture()
})
afterAll(() => fixture.close())

describe('a run that fails unexpectedly', () => {
  it('is before delivery operations after the fifth time in a row, and rests visibly', async () => {
    const databaseUrl = fixture.database.urlFor('delivery')
    const db = openDatabase(databaseUrl, { name: 'delivery-worker' })
    const ledger = createPostgresLedger(db)
    const { runId } = await startRun(fixture.system, 'opp_poisoned')
    let attempts = 0
    const worker = await startPostgresWorker({
      advance() {
        attempts += 1
        // The pause is over at once.
        return fixture
          .rows(`update delivery.workflow_run set wake_at = clock_timestamp() where id = '${runId}'`)
          .then(() => Promise.reject(new Error('nobody foresaw this')))
      },
      giveUp: (lease, cause) => giveUp(ledger, lease, cause),
      db,
      databaseUrl,
      log: pino({ level: 'silent' }),
      concurrency: 1,
      hungAfterMs: 60_000,
      onTakenOver: () => undefined,
    })
    await untilRun(fixture, runId, ['IN_REVIEW'])
    await new Promise((resolve) => setTimeout(resolve, 600))
    await worker.stop()
    await db.destroy()

    expect(attempts).toBe(5)
    const tasks = (await fixture.system.reviewTasks.findByKey('runId', [runId], callBy(OPS))).get(runId)
    expect(tasks).toMatchObject([
      { status: 'OPEN', stepKey: 'H01', category: 'UNKNOWN', code: 'UNEXPECTED_ERROR', assigneeRole: 'delivery_ops' },
    ])
    expect(
      await fixture.rows(`select lease_owner, wake_at, unexpected_failures from delivery.workflow_run where id = '${runId}'`),
    ).toEqual([{ lease_owner: null, wake_at: null, unexpected_failures: 0 }])
  }, 30_000)
})
