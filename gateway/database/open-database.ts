import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'

/** The gateway's own schema. Statements are written with kysely's `sql` tag: parameters, never concatenation. */
export interface GatewayDatabase {
  readonly db: Kysely<unknown>
  /** True once the tables that were asked for are there and open to this role. It stays true when the server goes away later. */
  isReady(): boolean
  close(): Promise<void>
}

export interface GatewayDatabaseOptions {
  /** Tables and views without which the gateway cannot serve, with their schema, e.g. `gateway.audit_record`. */
  readonly needs: readonly string[]
  readonly log: Logger
  readonly maxConnections?: number
}

/** First and longest pause in milliseconds between two questions whether the tables are there. */
const PAUSE_MS = { first: 50, longest: 2_000 }

/** Values come as exact text, as in the subgraphs: an instant is RFC 3339 in UTC. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && TEXT_PARSERS[oid] !== undefined) return TEXT_PARSERS[oid]
    return pg.types.getTypeParser(oid, format ?? 'text')
  },
}
const { DATE, INT8, NUMERIC, TIMESTAMPTZ } = pg.types.builtins
const TEXT_PARSERS: Record<number, (text: string) => unknown> = {
  [DATE]: (text) => text,
  [NUMERIC]: (text) => text,
  [TIMESTAMPTZ]: (text) => new Date(text).toISOString(), // every session runs in UTC
  [INT8]: Number,
}

/**
 * Opens the pool of the gateway's role; `url` is GATEWAY_DATABASE_URL. It returns at once: the gateway may start before the
 * database does, and looks for it in the background until it is there.
 */
export function openGatewayDatabase(url: string, { needs, log, maxConnections = 10 }: GatewayDatabaseOptions): GatewayDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    application_name: 'gateway',
    options: '-c timezone=UTC',
    statement_timeout: 15_000,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  // A connection that the server closes must not end the process; the next statement fails, or opens a new one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const closing = new AbortController()
  let ready = false

  async function lookUntilReady(): Promise<void> {
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)) {
      try {
        const missing = await missingOf(db, needs)
        if (missing.length === 0) break
        log.debug({ missing }, 'database is not prepared yet')
      } catch (error) {
        log.debug({ err: error }, 'database is not there yet')
      }
      await delay(pauseMs, undefined, { signal: closing.signal })
    }
    ready = true
    log.info('database is ready')
  }

  const looking = lookUntilReady().catch(() => undefined) // only the pause rejects, when the database is closed
  return {
    db,
    isReady: () => ready,
    async close() {
      closing.abort()
      await looking
      await db.destroy()
    },
  }
}

/** Those of `needs` that do not exist or that this role may not read. */
async function missingOf(db: Kysely<unknown>, needs: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from unnest(${[...needs]}::text[]) as name
    where not coalesce(has_table_privilege(to_regclass(name), 'select'), false)`.execute(db)
  return rows.map(({ name }) => name)
}
