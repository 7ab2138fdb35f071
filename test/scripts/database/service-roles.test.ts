import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { prepareDatabase } from '../../../scripts/database/prepare-database.ts'
import { roleName } from '../../../scripts/database/service-roles.ts'
import { SUBGRAPHS, type SubgraphName } from '../../../scripts/subgraph-names.ts'
import { createEmptyDatabase, testPasswords } from '../../support/database.ts'
import { query } from '../../support/query.ts'

const INSUFFICIENT_PRIVILEGE = '42501'

describe('service roles', () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>
  let urlFor: (subgraph: SubgraphName) => string

  beforeAll(async () => {
    database = await createEmptyDatabase()
    const prepare = () => prepareDatabase({ adminUrl: database.adminUrl, passwords: testPasswords(), schemas: ['platform'] })
    await prepare()
    await query(
      database.adminUrl,
      SUBGRAPHS.map((name) => `create table ${name}.probe (id int); insert into ${name}.probe values (1);`).join(''),
    )
    urlFor = (await prepare()).urlFor
    await query(
      database.adminUrl,
      SUBGRAPHS.map((name) => `create table ${name}.later (id int generated always as identity)`).join(';'),
    )
  })
  afterAll(() => database.drop())

  describe.each(SUBGRAPHS)('%s', (subgraph) => {
    it('reads and writes the rows of its own schema, of tables old and new', async () => {
      const rows = await query(
        urlFor(subgraph),
        `insert into ${subgraph}.later default values; update ${subgraph}.probe set id = 2; delete from ${subgraph}.later; select id from ${subgraph}.probe`,
      )

      expect(rows).toEqual([{ id: 2 }])
    })

    it.each(SUBGRAPHS.filter((other) => other !== subgraph))('is refused by schema %s', async (other) => {
      await expect(query(urlFor(subgraph), `select * from ${other}.probe`)).rejects.toMatchObject({
        code: INSUFFICIENT_PRIVILEGE,
      })
    })

    it.each([
      ['the migration history', 'select * from platform.migration'],
      ['the clock behind the time', 'select * from platform.business_clock'],
      ['setting the time', 'select platform.set_business_time(now())'],
      ['altering its own tables', `alter table ${subgraph}.probe add column other int`],
      ['creating tables in its schema', `create table ${subgraph}.own (id int)`],
      ['creating tables in schema public', 'create table public.own (id int)'],
      ['creating schemas', 'create schema own'],
      ['becoming another service', `set role ${SUBGRAPHS.find((other) => other !== subgraph)}`],
    ])('is refused %s', async (_, sql) => {
      await expect(
        query(
          urlFor(subgraph),
          sql.replace(/set role (\w+)/, (__, other) => `set role ${roleName(database.name, other)}`),
        ),
      ).rejects.toMatchObject({
        code: INSUFFICIENT_PRIVILEGE,
      })
    })

    it('asks for the business time', async () => {
      const [row] = await query(urlFor(subgraph), 'select platform.business_now() as now')

      expect(row).toEqual({ now: expect.any(Date) })
    })
  })

  it('refuses a database name whose role names PostgreSQL would cut', () => {
    expect(() => roleName('d'.repeat(60), 'crm')).toThrow('too long')
  })
})
