import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createDatabaseClock } from '../../../subgraphs/delivery/clock.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

describe('the business clock in the database', () => {
  let database: TestDatabase
  let admin: Database
  let service: Database

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: ['platform', 'delivery'] })
    admin = openDatabase(database.adminUrl, { name: 'clock-admin' })
    service = openDatabase(database.urlFor('delivery'), { name: 'clock-service' })
    await query(database.adminUrl, "select platform.set_business_time('2026-05-26T09:00:00Z', false)")
  })
  afterAll(async () => {
    await admin.destroy()
    await service.destroy()
    await database.drop()
  })

  it('tells the same time to every process, and goes forward when it is set forward', async () => {
    expect(await createDatabaseClock(service).now()).toBe('2026-05-26T09:00:00.000Z')
    await createDatabaseClock(admin).advance(36 * 3_600_000)

    const now = await createDatabaseClock(service).now()
    expect(now.slice(0, 19)).toBe('2026-05-27T21:00:00')
  })

  it('cannot be set by a service', async () => {
    await expect(createDatabaseClock(service).advance(1)).rejects.toMatchObject({ code: '42501' })
  })
})
