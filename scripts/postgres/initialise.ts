import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DataDirectory } from '../data-directory.ts'
import { operatorFault } from '../operator-fault.ts'
import type { PostgresBinaries } from './binaries.ts'
import { ADMIN_ROLE } from './login.ts'
import type { ServerUser } from './server-user.ts'

export interface Initialisation {
  readonly binaries: PostgresBinaries
  readonly user: ServerUser
  readonly password: string
  /** False for throw-away data: the files are not forced to disk. */
  readonly durable: boolean
}

/**
 * Creates the database files when there are none. They are made beside their place and renamed when complete, so a start
 * that is killed half-way leaves nothing that looks like a database. Existing files are checked, never replaced.
 */
export async function initialise(directory: DataDirectory, { binaries, user, password, durable }: Initialisation): Promise<void> {
  const { data } = directory.postgres
  if (existsSync(data)) return checkVersion(data, binaries.majorVersion)
  removeLeftovers(directory)
  // A new name each time: the initdb of a start that was killed may still be writing under the old one.
  const initialising = `${directory.postgres.initialising}.${randomUUID()}`
  const passwordFile = `${initialising}.password`
  mkdirSync(initialising, { mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user.owner !== undefined) for (const file of [initialising, passwordFile]) chownSync(file, user.owner.uid, user.owner.gid)
  try {
    await runInitdb(user, binaries.initdb, [
      `--pgdata=${initialising}`,
      `--username=${ADMIN_ROLE}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(initialising, data)
}

function removeLeftovers({ root, postgres }: DataDirectory): void {
  const prefix = path.basename(postgres.initialising)
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(prefix))) {
    try {
      rmSync(path.join(root, name), { recursive: true, force: true })
    } catch {
      // Still being written; it is left to the next start.
    }
  }
}

function checkVersion(data: string, majorVersion: string): void {
  const file = path.join(data, 'PG_VERSION')
  if (!existsSync(file))
    throw operatorFault(`the database in ${data} is damaged (no PG_VERSION); restore it, or start over with --fresh`)
  const found = readFileSync(file, 'utf8').trim()
  if (found === majorVersion) return
  throw operatorFault(
    `the database in ${data} is of PostgreSQL ${found}, this program brings ${majorVersion}; dump and restore it, or start over with --fresh`,
  )
}

function runInitdb(user: ServerUser, initdb: string, args: readonly string[]): Promise<void> {
  const launch = user.launch(initdb, args)
  const child = spawn(launch.command, launch.args, { ...launch.options, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(operatorFault(`cannot run ${initdb}: ${error.message}`, error)))
    child.once('close', (code, signal) => {
      const reason = stderr.trim().split('\n').at(-1) || `it ended with ${code ?? signal}`
      if (code === 0) resolve()
      else reject(operatorFault(`cannot create the database files: ${reason}`))
    })
  })
}
