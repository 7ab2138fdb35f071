import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

describe('the business clock', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: ['platform'] })
  })
  afterAll(() => database.drop())

  async function businessNow(): Promise<number> {
    const [row] = await query<{ now: Date }>(database.urlFor('psa'), 'select platform.business_now() as now')
    return row?.now.valueOf() ?? Number.NaN
  }
  const set = (call: string) => query(database.adminUrl, `select platform.set_business_time(${call})`)

  it('is real time until somebody sets it', async () => {
    expect(Math.abs((await businessNow()) - Date.now())).toBeLessThan(5_000)
  })

  it('runs on from the instant it was set to', async () => {
    await set("'2026-05-26T09:00Z'")
    const first = await businessNow()
    const second = await businessNow()

    expect(first - Date.parse('2026-05-26T09:00Z')).toBeLessThan(5_000)
    expect(second).toBeGreaterThan(first)
  })

  it('stands still when it was set so', async () => {
    await set("'2026-05-27T09:00Z', false")

    expect([await businessNow(), await businessNow()]).toEqual(Array(2).fill(Date.parse('2026-05-27T09:00Z')))
  })
})
