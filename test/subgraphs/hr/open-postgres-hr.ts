import pg from 'pg'
import { loadRows } from '../../../scripts/seed/load-rows.ts'
import { createPostgresHrSystem } from '../../../subgraphs/hr/adapters/postgres/postgres-system.ts'
import type { HrSystem } from '../../../subgraphs/hr/port.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { hrFixture } from './fixture.ts'

/** The PostgreSQL adapter, logged in as its own role, on a database of its own that holds the records of `hrFixture`. */
export async function openPostgresHr(many?: number): Promise<{
  readonly system: HrSystem
  readonly db: Database
  /** URL of the service role. */
  readonly url: string
  readonly adminUrl: string
  close(): Promise<void>
}> {
  const database = await createTestDatabase({ schemas: ['hr'] })
  const admin = new pg.Client({ connectionString: database.adminUrl })
  await admin.connect()
  for (const [table, rows] of Object.entries(hrFixture(many))) for (const row of rows) await loadRows(admin, table, [row])
  await admin.end()
  const db = openDatabase(database.urlFor('hr'), { name: 'hr test' })
  const system = createPostgresHrSystem(db)
  return {
    system,
    db,
    url: database.urlFor('hr'),
    adminUrl: database.adminUrl,
    async close() {
      await system.close()
      await database.drop()
    },
  }
}
