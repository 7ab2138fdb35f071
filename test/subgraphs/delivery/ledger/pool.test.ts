import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPostgresLedger } from '../../../../subgraphs/delivery/adapters/postgres/ledger/postgres-ledger.ts'
import { takeRuns } from '../../../../subgraphs/delivery/engine/postgres/leases.ts'
import { type Database, openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { type DeliveryFixture, openDeliveryFixture, startRun } from '../support/delivery-fixture.ts'

let fixture: DeliveryFixture
let narrow: Database

beforeAll(async () => {
  fixture = await openDeliveryFixture()
  narrow = openDatabase(fixture.database.urlFor('delivery'), { name: 'narrow', maxConnections: 1 })
})
afterAll(async () => {
  await narrow.destroy()
  await fixture.close()
})

describe('the ledger', () => {
  it('never waits for a second connection while it holds one: a fresh worker takes up more runs than its pool is wide', async () => {
    for (const suffix of ['pool1', 'pool2', 'pool3']) await startRun(fixture.system, `opp_${suffix}`)
    const ledger = createPostgresLedger(narrow)
    const leases = await takeRuns(narrow, 'worker', 10)
    const loaded = await Promise.all(leases.map((lease) => ledger.load(lease)))

    expect(loaded.map(({ definition }) => definition.version)).toEqual([2, 2, 2])
  })
})
