import { DBOS } from '@dbos-inc/dbos-sdk'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

describe('the schema of the workflow engine', () => {
  let database: TestDatabase
  const double = DBOS.registerWorkflow(async (value: number) => value * 2, { name: 'double' })

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: ['platform'] })
    const silent = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} }
    DBOS.setConfig({
      name: 'engine-schema',
      systemDatabaseUrl: database.urlFor('delivery'),
      applicationVersion: 'test',
      logger: silent,
    })
    await DBOS.launch()
  })
  afterAll(async () => {
    await DBOS.shutdown()
    await database.drop()
  })

  it('is completed by the engine itself, which logs in as the delivery role', async () => {
    const handle = await DBOS.startWorkflow(double, { workflowID: 'double-21' })(21)

    expect(await handle.getResult()).toBe(42)
  })

  it('is closed to every other service', async () => {
    await expect(query(database.urlFor('psa'), 'select * from dbos.workflow_status')).rejects.toMatchObject({ code: '42501' })
  })
})
