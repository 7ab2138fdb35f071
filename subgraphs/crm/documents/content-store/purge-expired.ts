import { sql } from 'kysely'
import type { DateText } from '../../../../contracts/wire/values.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { whyNotRemove } from '../../rules/document-rules.ts'
import type { Purged } from '../port.ts'
import type { ObjectFiles } from './object-files.ts'
import { lockObjects } from './object-lock.ts'

/** Versions that are looked up at once. */
const BATCH = 500
/** Bytes without a row are left alone for this long (real time): their row may be about to come. */
const ORPHAN_AGE_MS = 24 * 60 * 60 * 1000

/** Removes one version unless it is under retention (business time). */
export async function removeVersion(db: Database, id: string): Promise<WriteError | null> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ retainUntil: DateText | null; today: DateText }>`
      select retain_until as "retainUntil", platform.business_now()::date as today
      from crm.document_version where id = ${id} for update`.execute(transaction)
    const [version] = rows
    if (version === undefined) return { code: 'NOT_FOUND', message: 'There is no such record.' }
    const fault = whyNotRemove(version.retainUntil, version.today)
    if (fault === null) await sql`delete from crm.document_version where id = ${id}`.execute(transaction)
    return fault
  })
}

/**
 * Removes versions first and bytes afterwards, so that no version is ever without its bytes. Bytes without a version, which a
 * crash or a refused write may leave, go as well once they are a day old. Two purges at once do the same work twice and no harm.
 */
export async function purgeExpired(db: Database, files: ObjectFiles): Promise<Purged> {
  const versions = await removeExpiredVersions(db)
  let objects = 0
  for (const shelf of await files.shelves()) objects += await clearShelf(db, files, shelf)
  return { versions, objects }
}

async function removeExpiredVersions(db: Database): Promise<number> {
  let removed = 0
  for (;;) {
    const { rows } = await sql<{ id: string }>`select id from crm.document_version
      where retain_until < platform.business_now()::date order by retain_until limit ${BATCH}`.execute(db)
    let removedNow = 0
    for (const { id } of rows) if ((await removeVersion(db, id)) === null) removedNow += 1
    removed += removedNow
    // What another purge removed meanwhile counts for that one.
    if (rows.length < BATCH || removedNow === 0) return removed
  }
}

/** One shelf a transaction: a writer waits for a moment only. */
async function clearShelf(db: Database, files: ObjectFiles, shelf: string): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await lockObjects(transaction, 'purge')
    const objects = await files.objectsOn(shelf)
    const { rows } = await sql<{ sha256: string }>`select distinct sha256 from crm.document_version
      where sha256 = any(${objects})`.execute(transaction)
    const before = new Date(Date.now() - ORPHAN_AGE_MS)
    return files.clear(shelf, new Set(rows.map(({ sha256 }) => sha256)), before)
  })
}
