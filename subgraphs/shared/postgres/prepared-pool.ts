import { createHash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/** Statements that one pool prepares at most; what is said beyond them is planned every time, as without this. */
const LIMIT = 500

/**
 * A pool whose statements are parsed and planned once a connection instead of every time. For programs that say the same
 * few statements over and over, on connections of their own: prepared statements belong to a session, so a transaction
 * pooler in between breaks them (https://www.postgresql.org/docs/18/sql-prepare.html).
 */
export function preparedPool(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  function nameOf(text: string): string | undefined {
    const known = names.get(text)
    if (known !== undefined || names.size >= LIMIT) return known
    const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
    names.set(text, name)
    return name
  }

  function preparing(client: pg.PoolClient): PostgresPoolClient {
    function query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>
    function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
    function query<Row>(text: string | PostgresCursor<Row>, values: readonly unknown[] = []): unknown {
      if (typeof text !== 'string') throw new Error('a pool of prepared statements reads without cursors')
      const name = values.length === 0 ? undefined : nameOf(text)
      return client.query({ text, values: [...values], ...(name !== undefined && { name }) })
    }
    return { query, release: () => client.release() }
  }

  return {
    async connect() {
      const client = await pool.connect()
      const known = clients.get(client) ?? preparing(client)
      clients.set(client, known)
      return known
    },
    end: () => pool.end(),
  }
}
