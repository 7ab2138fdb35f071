import pg from 'pg'
import { loadRows } from '../../../scripts/seed/load-rows.ts'
import { FILL_WORKER_WEEKS } from '../../../scripts/seed/tables/worker-week.ts'
import { createPostgresPsaSystem } from '../../../subgraphs/psa/adapters/postgres/postgres-system.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'
import { psaFixture } from './fixture.ts'
import type { OpenedPsa } from './opened-psa.ts'

/** The PostgreSQL adapter, logged in as its own role, on a database of its own that holds the records of `psaFixture`. */
export async function openPostgresPsa(many?: number): Promise<
  OpenedPsa & {
    readonly db: Database
    /** URL of the service role. */
    readonly url: string
    readonly adminUrl: string
  }
> {
  const database = await createTestDatabase({ schemas: ['psa'] })
  const admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  for (const [table, rows] of Object.entries(psaFixture(many))) for (const row of rows) await loadRows(admin, table, [row])
  await admin.query(FILL_WORKER_WEEKS)
  await admin.end()
  const db = openDatabase(database.urlFor('psa'), { name: 'psa test' })
  const system = createPostgresPsaSystem(db)
  return {
    system,
    db,
    url: database.urlFor('psa'),
    adminUrl: database.adminUrl,
    setBusinessTime: async (instant) => {
      await query(database.adminUrl, `select platform.set_business_time('${instant}', false)`)
    },
    async close() {
      await system.close()
      await database.drop()
    },
  }
}
