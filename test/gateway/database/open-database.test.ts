import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import pino from 'pino'
import { type GatewayDatabase, openGatewayDatabase } from '../../../gateway/database/open-database.ts'
import { prepareDatabase } from '../../../scripts/database/prepare-database.ts'
import { roleName, serviceUrl } from '../../../scripts/database/service-roles.ts'
import { createEmptyDatabase, testPasswords } from '../../support/database.ts'
import { waitUntil } from '../../support/wait-until.ts'

describe('the database of the gateway', () => {
  let empty: Awaited<ReturnType<typeof createEmptyDatabase>>
  let database: GatewayDatabase
  const open = (...needs: readonly string[]) => {
    const url = serviceUrl(empty.adminUrl, roleName(empty.name, 'gateway'), testPasswords().gateway)
    database = openGatewayDatabase(url, { needs, log: pino({ level: 'silent' }) })
  }
  const prepare = () =>
    prepareDatabase({ adminUrl: empty.adminUrl, passwords: testPasswords(), schemas: ['platform', 'gateway'] })

  beforeEach(async () => {
    empty = await createEmptyDatabase()
  })
  afterEach(async () => {
    await database.close()
    await empty.drop()
  })

  it('may be opened before its role and its tables exist, and is ready once they do', async () => {
    open('gateway.audit_record')
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(database.isReady()).toBe(false)

    await prepare()

    await waitUntil(() => database.isReady())
    expect((await sql<{ role: string }>`select current_user as role`.execute(database.db)).rows).toEqual([
      { role: `${empty.name}_gateway` },
    ])
  })

  it('is not ready while a table that it needs is missing or closed to it', async () => {
    await prepare()
    open('gateway.audit_record', 'platform.migration')
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(database.isReady()).toBe(false)
  })

  it('can be closed while it still looks for the server', async () => {
    open('gateway.audit_record')

    await expect(database.close()).resolves.toBeUndefined()
    open('gateway.audit_record') // for afterEach
  })
})
