import { sql } from 'kysely'
import type { InstantText } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'

/** The instant of the business clock, for rules that are decided outside the database. */
export async function businessNow(transaction: Database): Promise<InstantText> {
  const { rows } = await sql<{ now: InstantText }>`select platform.business_now() as now`.execute(transaction)
  const [{ now }] = rows as [{ now: InstantText }] // a select without a table gives one row
  return now
}
