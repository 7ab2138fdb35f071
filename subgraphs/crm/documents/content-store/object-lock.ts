import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'

/**
 * Keeps writers of rows and the purge apart until the transaction ends: between finding the bytes on the disk and committing the
 * row that refers to them, they look like bytes that nobody needs, and may be old. Writers share the lock, a purge has it alone.
 */
export async function lockObjects(transaction: Database, mode: 'write' | 'purge'): Promise<void> {
  const lock = sql.raw(mode === 'write' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  await sql`select ${lock}(hashtextextended('crm documents', 0))`.execute(transaction)
}
