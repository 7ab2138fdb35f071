import pg from 'pg'

/** Runs SQL on a connection of its own and returns the rows of the last statement. */
export async function query<Row = Record<string, unknown>>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result: unknown = await client.query(sql)
    // Several statements in one call give a list of results, which the types of pg do not know.
    const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult
    return last.rows
  } finally {
    await client.end()
  }
}
