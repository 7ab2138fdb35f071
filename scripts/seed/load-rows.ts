import type { ClientBase } from 'pg'
import pg from 'pg'

/** One row of a table by column names; a value is what JSON can hold, and jsonb columns take it as it is. */
export type Row = Readonly<Record<string, unknown>>

/** Rows that go in one statement: large enough that round trips cost nothing, small enough to stay a few megabytes. */
const BATCH_ROWS = 2000

/**
 * Inserts rows in batches, one statement each. All rows must have the same columns; a column that none of them names keeps
 * its default.
 */
export async function loadRows(client: ClientBase, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const columns = Object.keys(first).map((name) => pg.escapeIdentifier(name))
  const target = table
    .split('.')
    .map((name) => pg.escapeIdentifier(name))
    .join('.')
  const statement = `insert into ${target} (${columns.join(', ')})
    select ${columns.join(', ')} from jsonb_populate_recordset(null::${target}, $1::jsonb)`
  for (let start = 0; start < rows.length; start += BATCH_ROWS) {
    await client.query(statement, [JSON.stringify(rows.slice(start, start + BATCH_ROWS))])
  }
}
