import type { DatabaseServer } from '../database/open-server.ts'
import { type PreparedDatabase, prepareDatabase } from '../database/prepare-database.ts'
import { readSeedRecord, recordingSeed } from '../database/seed-record.ts'
import type { RolePasswords } from '../database/service-roles.ts'
import { bindPersonas } from '../identity-provider/bind-personas.ts'
import { operatorFault } from '../operator-fault.ts'
import { recreateDatabase } from '../postgres/ensure-postgres.ts'
import type { SeedSize } from './options.ts'

export interface PrepareDataOptions {
  readonly server: DatabaseServer
  readonly passwords: RolePasswords
  readonly seed: SeedSize
  /** Folder of the document repository. */
  readonly documents: string
  readonly report: (line: string) => void
}

/**
 * Migrates the database and, when nothing was ever loaded, fills it with example data. The clients of the partner personas are
 * bound whatever was loaded: the development issuer always has them.
 */
export async function prepareData(options: PrepareDataOptions): Promise<PreparedDatabase> {
  const prepared = await loadData(options)
  await bindPersonas(options.server.adminUrl)
  return prepared
}

async function loadData({ server, passwords, seed, documents, report }: PrepareDataOptions): Promise<PreparedDatabase> {
  const { adminUrl } = server
  const prepare = () =>
    prepareDatabase({
      adminUrl,
      passwords,
      onProgress: ({ migration, position, total }) =>
        report(`migration ${position}/${total}: ${migration.schema} ${migration.name}`),
    })
  let prepared = await prepare()
  const record = await readSeedRecord(adminUrl)
  if (record.state === 'loaded') {
    report(`data: ${record.size}, as left by the last run`)
    return prepared
  }
  if (record.state === 'unfinished') {
    // Nothing else can be in it: the graph was never ready on this database.
    if (server.kind === 'external')
      throw operatorFault('the example data in DATABASE_URL is incomplete (an earlier start was killed); use an empty database')
    report(`data: the load of ${record.size} was interrupted; starting over`)
    await recreateDatabase(adminUrl)
    prepared = await prepare()
  }
  await recordingSeed(adminUrl, seed, async () => {
    if (seed === 'none') return
    const { seed: load } = await import('../seed.ts')
    await load({ adminUrl, size: seed, documents, onProgress: (line) => report(`data: ${line}`) })
  })
  return prepared
}
