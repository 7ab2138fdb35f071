import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'

/** Next number of a series. The series stays locked until the transaction ends, so it has no gaps. */
export async function nextNumber(transaction: Database, series: string): Promise<number> {
  const { rows } = await sql<{
    last_number: number
  }>`insert into erp.number_series as s (series, last_number) values (${series}, 1)
    on conflict (series) do update set last_number = s.last_number + 1 returning last_number`.execute(transaction)
  const [row] = rows
  if (row === undefined) throw new Error(`the series ${series} gave no number`)
  return row.last_number
}
