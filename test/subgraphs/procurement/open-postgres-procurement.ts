import pg from 'pg'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import { createPostgresProcurementSystem } from '../../../subgraphs/procurement/adapters/postgres/postgres-system.ts'
import { openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { procurementFixture } from './fixture.ts'
import type { OpenedProcurement } from './opened-procurement.ts'

/** The PostgreSQL adapter, logged in as its own role, on a database of its own that holds the records of `procurementFixture`. */
export async function openPostgresProcurement(): Promise<OpenedProcurement & { readonly url: string }> {
  const database = await createTestDatabase({ schemas: ['procurement'] })
  const admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  for (const [table, rows] of Object.entries(procurementFixture())) for (const row of rows) await loadRows(admin, table, [row])
  const url = database.urlFor('procurement')
  const system = createPostgresProcurementSystem(openDatabase(url, { name: 'procurement test' }))
  return {
    system,
    url,
    store: (table: string, rows: readonly Row[]) => loadRows(admin, table, rows),
    idsOf: async (table) => (await admin.query<{ id: string }>(`select id from ${table}`)).rows.map(({ id }) => id),
    async close() {
      await system.close()
      await admin.end()
      await database.drop()
    },
  }
}
