import pg from 'pg'
import { loadRows } from '../../../scripts/seed/load-rows.ts'
import { createPostgresCrmSystem } from '../../../subgraphs/crm/adapters/postgres/postgres-system.ts'
import { openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { crmFixture, crmRecord } from './fixture.ts'
import type { OpenedCrm } from './port-contract.ts'

export interface OpenedPostgresCrm extends OpenedCrm {
  /** URL of the service role. */
  readonly url: string
  readonly adminUrl: string
}

/** The PostgreSQL adapter, logged in as its own role, on a database of its own that holds the records of `crmFixture`. */
export async function openPostgresCrm(): Promise<OpenedPostgresCrm> {
  const database = await createTestDatabase({ schemas: ['crm'] })
  const admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  for (const [table, rows] of Object.entries(crmFixture())) for (const row of rows) await loadRows(admin, table, [row])
  const system = createPostgresCrmSystem(openDatabase(database.urlFor('crm'), { name: 'crm test' }))
  return {
    system,
    async allIds(table) {
      const { rows } = await admin.query<{ id: string }>(`select id from ${table}`)
      return rows.map(({ id }) => id)
    },
    async hold(table, id) {
      await admin.query('begin')
      await admin.query(`select from ${table} where id = $1 for update`, [id])
      return async () => {
        await admin.query('commit')
      }
    },
    insert: (table, id) => loadRows(admin, table, [crmRecord(table, id)]),
    url: database.urlFor('crm'),
    adminUrl: database.adminUrl,
    async close() {
      await system.close()
      await admin.end()
      await database.drop()
    },
  }
}
