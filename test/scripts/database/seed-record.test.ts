import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readSeedRecord, recordingSeed } from '../../../scripts/database/seed-record.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('the record of example data', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase({ schemas: ['platform'] })
  })
  afterEach(() => database.drop())

  const load = (work: () => Promise<unknown>) => recordingSeed(database.adminUrl, 'dev', work)
  const breakOff = () => load(() => Promise.reject(new Error('killed'))).catch(() => undefined)

  it('is empty in a new database', async () => {
    expect(await readSeedRecord(database.adminUrl)).toEqual({ state: 'none' })
  })

  it('names what was loaded', async () => {
    await load(async () => undefined)

    expect(await readSeedRecord(database.adminUrl)).toEqual({ state: 'loaded', size: 'dev' })
  })

  it('tells a load that broke off from a finished one', async () => {
    await breakOff()

    expect(await readSeedRecord(database.adminUrl)).toEqual({ state: 'unfinished', size: 'dev' })
  })

  it('keeps the data of an earlier, finished load in sight when a later one breaks off', async () => {
    await load(async () => undefined)
    await breakOff()

    expect(await readSeedRecord(database.adminUrl)).toEqual({ state: 'loaded', size: 'dev' })
  })
})
