import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DATABASE_SERVICES, type DatabaseService } from '../../../scripts/database/database-services.ts'
import { prepareDatabase } from '../../../scripts/database/prepare-database.ts'
import { roleName } from '../../../scripts/database/service-roles.ts'
import { createEmptyDatabase, testPasswords } from '../../support/database.ts'
import { query } from '../../support/query.ts'

const INSUFFICIENT_PRIVILEGE = '42501'

describe('service roles', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>
  let urlFor: (service: DatabaseService) => string

  beforeAll(async () => {
    database = await createEmptyDatabase()
    const prepare = () => prepareDatabase({ adminUrl: database.adminUrl, passwords: testPasswords(), schemas: ['platform'] })
    await prepare()
    await query(
      database.adminUrl,
      DATABASE_SERVICES.map((name) => `create table ${name}.probe (id int); insert into ${name}.probe values (1);`).join(''),
    )
    urlFor = (await prepare()).urlFor
    await query(
      database.adminUrl,
      DATABASE_SERVICES.map((name) => `create table ${name}.later (id int generated always as identity)`).join(';'),
    )
  })
  afterAll(() => database.drop())

  describe.each(DATABASE_SERVICES)('%s', (service) => {
    it('reads and writes the rows of its own schema, of tables old and new', async () => {
      const rows = await query(
        urlFor(service),
        `insert into ${service}.later default values; update ${service}.probe set id = 2; delete from ${service}.later; select id from ${service}.probe`,
      )

      expect(rows).toEqual([{ id: 2 }])
    })

    it.each(DATABASE_SERVICES.filter((other) => other !== service))('is refused by schema %s', async (other) => {
      await expect(query(urlFor(service), `select * from ${other}.probe`)).rejects.toMatchObject({
        code: INSUFFICIENT_PRIVILEGE,
      })
    })

    it.each([
      ['the migration history', 'select * from platform.migration'],
      ['the clock behind the time', 'select * from platform.business_clock'],
      ['setting the time', 'select platform.set_business_time(now())'],
      ['altering its own tables', `alter table ${service}.probe add column other int`],
      ['creating tables in its schema', `create table ${service}.own (id int)`],
      ['creating tables in schema public', 'create table public.own (id int)'],
      ['creating schemas', 'create schema own'],
      ['becoming another service', `set role ${DATABASE_SERVICES.find((other) => other !== service)}`],
    ])('is refused %s', async (_, sql) => {
      await expect(
        query(
          urlFor(service),
          sql.replace(/set role (\w+)/, (__, other) => `set role ${roleName(database.name, other)}`),
        ),
      ).rejects.toMatchObject({
        code: INSUFFICIENT_PRIVILEGE,
      })
    })

    it('asks for the business time', async () => {
      const [row] = await query(urlFor(service), 'select platform.business_now() as now')

      expect(row).toEqual({ now: expect.any(Date) })
    })
  })

  it('refuses a database name whose role names PostgreSQL would cut', () => {
    expect(() => roleName('d'.repeat(60), 'crm')).toThrow('too long')
  })
})

describe('the tables and views of the gateway', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>
  let url: string

  beforeAll(async () => {
    database = await createEmptyDatabase()
    const prepare = () =>
      prepareDatabase({ adminUrl: database.adminUrl, passwords: testPasswords(), schemas: ['platform', 'gateway'] })
    await prepare()
    await query(
      database.adminUrl,
      `create table delivery.secret (id int); insert into delivery.secret values (7);
       create view delivery.access_secret as select id from delivery.secret;
       create view delivery.other_secret as select id from delivery.secret`,
    )
    url = (await prepare()).urlFor('gateway')
    await query(url, `insert into gateway.audit_record values ('c', 1, now(), 'p', 'h', '{}')`)
  })
  afterAll(() => database.drop())

  it.each([
    "update gateway.audit_record set record = 'other'",
    'delete from gateway.audit_record',
    'truncate gateway.audit_record',
  ])('refuse the gateway to %s', async (sql) => {
    await expect(query(url, sql)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
  })

  it.each([
    "update gateway.audit_record set record = 'other'",
    'delete from gateway.audit_record',
    'truncate gateway.audit_record',
  ])('refuse even their owner to %s', async (sql) => {
    await expect(query(database.adminUrl, sql)).rejects.toThrow('audit_record is append-only')
  })

  it('show it the access views of delivery, and neither another view nor a table', async () => {
    expect(await query(url, 'select id from delivery.access_secret')).toEqual([{ id: 7 }])
    await expect(query(url, 'select id from delivery.other_secret')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
    await expect(query(url, 'select id from delivery.secret')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
  })
})
