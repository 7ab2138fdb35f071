import pg from 'pg'
import type { Logger } from 'pino'
import { WAKE_CHANNEL } from './wake-run.ts'

/** First key of every worker's advisory lock; the second is a hash of its id. */
const LOCK_CLASS = 7001
const BEAT_MS = 500
/** A worker without its lock is dead when its heart has been still for this long: it may be reconnecting after a restart of the database. */
const LOST_AFTER_MS = 2_000

export interface HeartbeatOptions {
  /** Direct, not through a transaction pooler: the lock belongs to the session. */
  readonly databaseUrl: string
  readonly id: string
  readonly log: Logger
  /** A worker with its lock hangs when its heart has been still for this long: stopped process, half-open connection. */
  readonly hungAfterMs: number
  readonly onTakenOver: () => void
  /** Takes the runs of a worker that is gone; answers how many. */
  readonly release: (workerId: string) => Promise<number>
  readonly onWake: () => void
}

export interface Heartbeat {
  /** First look at the others, once; from then on they are watched. */
  watchOthers(): Promise<void>
  /** False when the others may take this worker for dead: it must take no runs until its heart beats again. */
  isBeating(): boolean
  stop(): Promise<void>
}

/**
 * Says that this worker lives, and finds out which others do not. Each holds an advisory lock on a session of its own, which
 * the kernel closes when the process is killed, and writes a heartbeat, which stops when the process hangs.
 */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { id, log, hungAfterMs, onTakenOver, release } = options
  let session: pg.Client | null = await openSession(options, { isFirst: true })
  let hasLock = false
  let connectedAtMs = 0
  let beatAtMs = 0
  let isWatching = false
  let isStopped = false
  let current: Promise<void> | null = null

  async function round(): Promise<void> {
    if (session === null) {
      session = await openSession(options, { isFirst: false })
      hasLock = false
      connectedAtMs = Date.now()
      log.info({ worker: id }, 'session of the heartbeat is back')
    }
    const begunAtMs = Date.now()
    const beat = await session.query('update delivery.worker_heartbeat set beat_at = clock_timestamp() where executor_id = $1', [
      id,
    ])
    if (beat.rowCount === 0) {
      isStopped = true
      log.fatal({ worker: id }, 'another worker took the runs of this one, because its heart stood still')
      return onTakenOver()
    }
    beatAtMs = begunAtMs
    // Never waited for: the server may hold the session before this one for long, and who beats is alive without the lock.
    if (!hasLock) hasLock = await tryLock(session, id)
    // After a restart of the database nobody has a lock: the others get time to come back before they count as dead.
    if (isWatching && Date.now() - connectedAtMs > LOST_AFTER_MS) await lookAtOthers(session)
  }

  async function lookAtOthers(client: pg.Client): Promise<void> {
    const { rows: others } = await client.query<{ id: string; still_ms: number | null }>(
      `select w.id, extract(epoch from clock_timestamp() - h.beat_at)::float8 * 1000 as still_ms
       from (select distinct lease_owner as id from delivery.workflow_run where lease_owner is not null and lease_owner <> $1) w
       left join delivery.worker_heartbeat h on h.executor_id = w.id
       where h.beat_at is null or h.beat_at < clock_timestamp() - $2 * interval '1 millisecond'`,
      [id, LOST_AFTER_MS],
    )
    for (const { id: other, still_ms } of others) {
      // Without a heartbeat it was replaced before, and took runs as it woke up or was not relieved of all of them.
      const isHung = still_ms === null || still_ms > hungAfterMs
      const isDead = await tryLock(client, other)
      if (!isDead && !isHung) continue
      try {
        // First the heartbeat: a hung worker that wakes up now sees that it was replaced.
        await client.query('delete from delivery.worker_heartbeat where executor_id = $1', [other])
        const runs = await release(other)
        log.warn({ worker: id, lost: other, runs, reason: isDead ? 'dead' : 'hung' }, 'runs taken over')
      } finally {
        if (isDead) await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, other])
      }
    }
  }

  async function guarded(): Promise<void> {
    try {
      await round()
    } catch (error) {
      // The session is in doubt, and with it the lock: a new one is opened in the next round.
      log.warn({ worker: id, err: error }, 'heartbeat failed; it connects again')
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

  await tick()
  const timer = setInterval(() => void tick(), BEAT_MS)
  return {
    async watchOthers() {
      await current
      isWatching = true
      await tick()
    },
    isBeating: () => !isStopped && Date.now() - beatAtMs < LOST_AFTER_MS,
    async stop() {
      isStopped = true
      clearInterval(timer)
      await current
      await session?.query('delete from delivery.worker_heartbeat where executor_id = $1', [id]).catch(() => undefined)
      await session?.end().catch(() => undefined)
    },
  }
}

async function openSession(
  { databaseUrl, id, onWake }: HeartbeatOptions,
  { isFirst }: { readonly isFirst: boolean },
): Promise<pg.Client> {
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
  client.on('notification', onWake)
  try {
    await client.connect()
    await client.query(`listen ${WAKE_CHANNEL}`)
    if (!isFirst) return client
    // Only once: a row that is gone later says that somebody took over, and must not be written again.
    await client.query('insert into delivery.worker_heartbeat (executor_id) values ($1) on conflict do nothing', [id])
    // Workers that were killed while they had no runs leave their rows behind.
    await client.query("delete from delivery.worker_heartbeat where beat_at < clock_timestamp() - interval '1 day'")
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

async function tryLock(client: pg.Client, workerId: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [
    LOCK_CLASS,
    workerId,
  ])
  return rows[0]?.locked === true
}
