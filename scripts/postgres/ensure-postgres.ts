import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { claimDataDirectory, type DataDirectory, dataDirectory, ensureSecrets } from '../data-directory.ts'
import { errorCode } from '../error-facts.ts'
import { takeFileLock } from '../file-lock.ts'
import { operatorFault } from '../operator-fault.ts'
import { findPostgresBinaries } from './binaries.ts'
import { initialise } from './initialise.ts'
import { launchServer } from './launch-server.ts'
import { adminUrl, DATABASE_NAME, whoAnswers } from './login.ts'
import { readPostmaster } from './postmaster.ts'
import { serverUser } from './server-user.ts'
import { stopServer } from './stop-server.ts'

export interface EmbeddedPostgres {
  /** Administrator's URL of the graph's database. */
  readonly url: string
  /** False when the server was already running and this call attached to it. */
  readonly started: boolean
  /** Port that the server listens on: an already running one keeps its own. */
  readonly port: number
  /** Stops the server of the data directory, even when it was only attached to: call it only when it is yours to stop. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  readonly port: number
  readonly settings?: Readonly<Record<string, string>>
}

/** How long in milliseconds to wait for another process that is starting, or recovering, the same database. */
const OTHERS_TIMEOUT_MS = 150_000
/** How long in milliseconds a server may run without answering at all. */
const SILENCE_TIMEOUT_MS = 10_000

/**
 * Makes sure that the embedded PostgreSQL of a data directory runs: attaches to a running one after it proved to be ours,
 * else creates the files on first use and starts it. Any number of processes may call this at once; one starts, the others
 * attach. The server outlives its starter, so a killed command never takes the database with it.
 *
 * @throws an operator fault, one line, for a taken port, damaged files, or a directory of another user.
 */
export async function ensurePostgres({ dataDir, port, settings = {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = dataDirectory(dataDir)
  claimDataDirectory(directory)
  const password = ensureSecrets(directory).databasePasswords.admin
  const found = (await attach(directory, password)) ?? (await startUnderLock(directory, { password, port, settings }))
  await createDatabase(adminUrl(found.port, password, 'postgres'))
  return { ...found, url: adminUrl(found.port, password), stop: () => stopServer(directory.postgres.data) }
}

interface Found {
  readonly port: number
  readonly started: boolean
}

/** The running server of this directory, once it answers; undefined when there is none. */
async function attach({ postgres: { data, log } }: DataDirectory, password: string): Promise<Found | undefined> {
  for (const start = Date.now(); ; await sleep(50)) {
    const postmaster = readPostmaster(data)
    if (postmaster === undefined) return undefined
    const answer = await whoAnswers({ port: postmaster.port, password, data })
    if (answer === 'ours') return { port: postmaster.port, started: false }
    if (answer === 'other-password') {
      throw operatorFault(
        `the database in ${data} does not accept the password of secrets.json; restore that file, or start over with --fresh`,
      )
    }
    const patienceMs = answer === 'starting' ? OTHERS_TIMEOUT_MS : SILENCE_TIMEOUT_MS
    if (Date.now() - start > patienceMs)
      throw operatorFault(`the database in ${data} (pid ${postmaster.pid}) does not answer; see ${log}`)
  }
}

async function startUnderLock(
  directory: DataDirectory,
  {
    password,
    port,
    settings,
  }: { readonly password: string; readonly port: number; readonly settings: Readonly<Record<string, string>> },
): Promise<Found> {
  const { data, log, startLock } = directory.postgres
  for (const deadline = Date.now() + OTHERS_TIMEOUT_MS; ; await sleep(50)) {
    const lock = takeFileLock(startLock)
    if ('heldBy' in lock) {
      if (Date.now() > deadline)
        throw operatorFault(`process ${lock.heldBy} has been starting the database in ${data} for too long`)
      continue
    }
    try {
      // Whoever held the lock before us may have started it.
      const running = await attach(directory, password)
      if (running !== undefined) return running
      const binaries = findPostgresBinaries()
      const user = serverUser({ data, mustReach: [directory.root, binaries.postgres] })
      await initialise(directory, { binaries, user, password, durable: settings.fsync !== 'off' })
      await launchServer({ postgres: binaries.postgres, user, data, log, port, password, settings })
      return { port, started: true }
    } finally {
      lock.release()
    }
  }
}

/** Empties the graph's database on the embedded server. */
export async function recreateDatabase(url: string): Promise<void> {
  const maintenanceUrl = new URL(url)
  maintenanceUrl.pathname = '/postgres'
  const client = new pg.Client({ connectionString: maintenanceUrl.href })
  await client.connect()
  try {
    await client.query(`drop database if exists ${DATABASE_NAME} with (force)`)
  } finally {
    await client.end()
  }
  await createDatabase(maintenanceUrl.href)
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE_NAME])
    if (rowCount === 0) await client.query(`create database ${DATABASE_NAME}`)
  } catch (error) {
    // Another process created it between the two statements (42P04 duplicate_database, or its unique index).
    if (!['42P04', '23505'].includes(errorCode(error) ?? '')) throw error
  } finally {
    await client.end()
  }
}
