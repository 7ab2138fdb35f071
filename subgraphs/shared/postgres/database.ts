import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparedPool } from './prepared-pool.ts'

/** A connection pool of one service role. Statements are written with kysely's `sql` tag: parameters, never concatenation. */
export type Database = Kysely<unknown>

const counters = new AsyncLocalStorage<{ statements: number }>()

/** Values come as exact text: numbers of the database never pass through a float, and instants are RFC 3339 in UTC. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && TEXT_PARSERS[oid] !== undefined) return TEXT_PARSERS[oid]
    return pg.types.getTypeParser(oid, format ?? 'text')
  },
}
const asIs = (text: string) => text
const toInstant = (text: string) => new Date(text).toISOString()
const { DATE, NUMERIC, TIMESTAMPTZ, INT8 } = pg.types.builtins
const TEXT_PARSERS: Record<number, (text: string) => unknown> = {
  [DATE]: asIs,
  [NUMERIC]: asIs,
  [TIMESTAMPTZ]: toInstant,
  [INT8]: Number,
}

/** Opens the pool of a service; `url` names its own role. Every session runs in UTC with a statement timeout. */
export function openDatabase(
  url: string,
  options: {
    readonly maxConnections?: number
    readonly name: string
    /** Plans a statement once a connection; only without a transaction pooler in between. Default: false. */
    readonly prepares?: boolean
  },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    types,
    application_name: options.name,
    options: '-c timezone=UTC',
    statement_timeout: 15_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  // An idle connection that the server closes must not end the process; the next query opens a new one.
  pool.on('error', () => undefined)
  // Nor one that is lent out and silent between two statements of a transaction: the next statement fails and says why.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: options.prepares ? preparedPool(pool) : pool }),
    log: () => {
      const counter = counters.getStore()
      if (counter !== undefined) counter.statements += 1
    },
  })
}

/** Runs `work` and counts the statements that it and everything it awaits sent. */
export async function countingStatements<Result>(work: () => Promise<Result>): Promise<{ result: Result; statements: number }> {
  const counter = { statements: 0 }
  const result = await counters.run(counter, work)
  return { result, statements: counter.statements }
}
