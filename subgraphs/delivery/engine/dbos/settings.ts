import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DLogger } from '@dbos-inc/dbos-sdk'
import pg from 'pg'
import type { Logger } from 'pino'

/** Owner of our rows in the engine's tables. */
export const APPLICATION = 'delivery'
/** Queue of all runs. It has no concurrency limit: a waiting run would hold a slot for days. */
export const QUEUE = 'delivery'
/**
 * Fixed, because the default is a hash of the sources: then every deployment would strand the runs in flight. A workflow
 * that changes gets a new name (`sow-to-project@2`), and the old one stays registered until its last run has ended.
 */
export const APPLICATION_VERSION = 'wf-1'
/** Every signal of a run goes through one topic, so that a run can wait for whichever comes first. */
export const TOPIC = 'signal'

interface EngineInternals {
  /** Creates or completes the engine's tables in schema `dbos`. */
  ensureSystemDatabase(url: string, logger: DLogger, pool: pg.Pool, schema: string): Promise<void>
}

/**
 * Completes the engine's tables; a second call changes nothing. The first process to come up does it, whichever it is:
 * a run can be queued before any worker was ever started.
 */
export async function prepareEngineTables(databaseUrl: string, log: Logger): Promise<void> {
  // Exported path, not documented API: the package is pinned to the exact version.
  const { ensureSystemDatabase } = require('@dbos-inc/dbos-sdk/internal/system_database') as EngineInternals
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  pool.on('error', (error) => log.warn({ err: error }, 'engine tables: idle connection lost'))
  const lock = await pool.connect()
  try {
    await takeTurn(lock)
    await ensureSystemDatabase(databaseUrl, engineLogger(log), pool, 'dbos')
  } finally {
    // Destroyed, not returned: the end of the session frees the lock in any case.
    lock.release(true)
    await pool.end()
  }
}

/**
 * Two processes that complete the tables at once would trip over each other. The lock is asked for, not waited for: the
 * engine creates indexes concurrently, and that waits for every open statement, also for one that waits for this lock.
 */
async function takeTurn(session: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await session.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtext('delivery.engine-tables')) as mine",
    )
    if (rows[0]?.mine === true) return
    await sleep(50)
  }
}

/** The engine's own words go to our log, a level lower: it reports every failed attempt of a step as an error. */
export function engineLogger(log: Logger): DLogger {
  const write = (level: 'debug' | 'info' | 'warn') => (entry: unknown) => log[level]({ engine: String(entry) }, 'engine')
  return { debug: write('debug'), info: write('debug'), warn: write('info'), error: write('warn') }
}

const require = createRequire(import.meta.url)
