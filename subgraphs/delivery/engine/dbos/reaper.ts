import { createRequire } from 'node:module'
import pg from 'pg'
import type { Logger } from 'pino'

/** First key of every worker's advisory lock; the second is a hash of its id. */
const LOCK_CLASS = 7001
const BEAT_MS = 500
/** A worker without its lock is dead when its heart has been still for this long: it may be reconnecting after a restart of the database. */
const LOST_AFTER_MS = 2_000
export interface Reaper {
  /** Begins to move the runs of dead and hung workers to this one; resolves after the first look. The engine must be launched. */
  watchOthers(): Promise<void>
  stop(): Promise<void>
}

export interface ReaperOptions {
  readonly databaseUrl: string
  readonly id: string
  readonly log: Logger
  /** A worker with its lock hangs when its heart has been still for this long: stopped process, half-open connection. */
  readonly hungAfterMs: number
  readonly onTakenOver: () => void
}

/**
 * Finds out which workers live, and takes the runs of the others. Each worker holds an advisory lock on a session of its
 * own, which the kernel closes when the process is killed, and writes a heartbeat, which stops when the process hangs.
 */
export async function startReaper({ databaseUrl, id, log, hungAfterMs, onTakenOver }: ReaperOptions): Promise<Reaper> {
  let session: pg.Client | null = await openSession(databaseUrl, id, { isFirst: true })
  let connectedAtMs = 0
  let isWatching = false
  let isStopped = false
  let current: Promise<void> | null = null

  async function round(): Promise<void> {
    if (session === null) {
      session = await openSession(databaseUrl, id, { isFirst: false })
      connectedAtMs = Date.now()
      log.info({ worker: id }, 'session of the reaper is back')
    }
    const beat = await session.query('update delivery.worker_heartbeat set beat_at = clock_timestamp() where executor_id = $1', [
      id,
    ])
    if (beat.rowCount === 0) {
      isStopped = true
      log.fatal({ worker: id }, 'another worker took the runs of this one, because its heart stood still')
      return onTakenOver()
    }
    // After a restart of the database nobody has a lock: the others get time to come back before they count as dead.
    if (isWatching && Date.now() - connectedAtMs > LOST_AFTER_MS) await takeOver(session)
  }

  async function takeOver(client: pg.Client): Promise<void> {
    const { rows: others } = await client.query<{ id: string; still_ms: number | null }>(
      `select w.executor_id as id, extract(epoch from clock_timestamp() - h.beat_at)::float8 * 1000 as still_ms
       from (select distinct executor_id from dbos.workflow_status where status = 'PENDING' and executor_id <> $1) w
       left join delivery.worker_heartbeat h on h.executor_id = w.executor_id
       where h.beat_at is null or h.beat_at < clock_timestamp() - $2 * interval '1 millisecond'`,
      [id, LOST_AFTER_MS],
    )
    for (const other of others) {
      const isHung = other.still_ms !== null && other.still_ms > hungAfterMs
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [
        LOCK_CLASS,
        other.id,
      ])
      const isDead = rows[0]?.locked === true
      if (!isDead && !isHung) continue
      try {
        // First the heartbeat: a hung worker that wakes up now sees that it was replaced.
        await client.query('delete from delivery.worker_heartbeat where executor_id = $1', [other.id])
        const { length } = await executor().recoverPendingWorkflows([other.id])
        log.warn({ worker: id, lost: other.id, runs: length, reason: isDead ? 'dead' : 'hung' }, 'runs taken over')
      } finally {
        if (isDead) await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, other.id])
      }
    }
  }

  async function guarded(): Promise<void> {
    try {
      await round()
    } catch (error) {
      // The session is in doubt, and with it the lock: a new one is opened in the next round.
      log.warn({ worker: id, err: error }, 'reaper failed; it connects again')
      const broken = session
      session = null
      await broken?.end().catch(() => undefined)
    }
  }

  /** One round at a time, on one session. */
  function tick(): Promise<void> {
    if (isStopped) return Promise.resolve()
    current ??= guarded().finally(() => {
      current = null
    })
    return current
  }

  const timer = setInterval(() => void tick(), BEAT_MS)
  return {
    async watchOthers() {
      await current
      isWatching = true
      await tick()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await current
      await session?.query('delete from delivery.worker_heartbeat where executor_id = $1', [id]).catch(() => undefined)
      await session?.end().catch(() => undefined)
    },
  }
}

async function openSession(databaseUrl: string, id: string, { isFirst }: { readonly isFirst: boolean }): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `delivery worker ${id}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A query that never answers must not stop the heart without a sound.
    query_timeout: 5_000,
  })
  // Without a listener a lost connection would end the process.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, id])
  // Only once: a row that is gone later says that somebody took over, and must not be written again.
  if (isFirst) {
    await client.query('insert into delivery.worker_heartbeat (executor_id) values ($1)', [id])
    // Workers that were killed while they had no runs leave their rows behind.
    await client.query("delete from delivery.worker_heartbeat where beat_at < clock_timestamp() - interval '1 day'")
  }
  return client
}

interface Executor {
  recoverPendingWorkflows(executorIds: readonly string[]): Promise<readonly unknown[]>
}

/** Exported path, not documented API: the package is pinned to the exact version. */
function executor(): Executor {
  const { DBOSExecutor } = require('@dbos-inc/dbos-sdk/internal/dbos-executor') as { DBOSExecutor: { globalInstance?: Executor } }
  if (DBOSExecutor.globalInstance === undefined) throw new Error('the engine is not launched')
  return DBOSExecutor.globalInstance
}

const require = createRequire(import.meta.url)
