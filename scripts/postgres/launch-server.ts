import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPortFree } from '../free-port.ts'
import { operatorFault } from '../operator-fault.ts'
import { whoAnswers } from './login.ts'
import { removeStalePostmasterFile } from './postmaster.ts'
import type { ServerUser } from './server-user.ts'

export interface LaunchRequest {
  readonly postgres: string
  readonly user: ServerUser
  readonly data: string
  readonly log: string
  readonly port: number
  readonly password: string
  /** Further settings of postgresql.conf, e.g. `{ fsync: 'off' }` for throw-away data. */
  readonly settings: Readonly<Record<string, string>>
}

/** Longest wait in milliseconds for a server to answer; crash recovery of a large journal takes its time. */
const READY_TIMEOUT_MS = 120_000
/** How long in milliseconds a start is repeated while processes of a killed server still hold its shared memory. */
const LEFTOVER_TIMEOUT_MS = 15_000

/**
 * Starts the server and resolves when it lets us in. It listens on 127.0.0.1 only, and in a session of its own, so that the
 * Ctrl-C of a terminal reaches only the process that is in charge of stopping it.
 */
export async function launchServer(request: LaunchRequest): Promise<void> {
  for (const deadline = Date.now() + LEFTOVER_TIMEOUT_MS; ; await sleep(250)) {
    if (!(await isPortFree(request.port))) throw portTaken(request.port)
    removeStalePostmasterFile(request.data)
    const failure = await launchOnce(request)
    if (failure === undefined) return
    if (/Address already in use|could not bind/i.test(failure)) throw portTaken(request.port)
    const leftover = /pre-existing shared memory block|lock file "postmaster.pid" already exists/i.test(failure)
    if (!leftover || Date.now() > deadline) throw operatorFault(damaged(request, failure))
  }
}

/** One try. Resolves to what the server logged when it gave up, or to undefined when it runs. */
async function launchOnce({ postgres, user, data, log, port, password, settings }: LaunchRequest): Promise<string | undefined> {
  const fixed = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
  }
  const flags = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const launch = user.launch(postgres, ['-D', data, '-p', String(port), ...flags])
  const output = openSync(log, 'a', 0o600)
  const logStart = fstatSync(output).size
  const child = spawn(launch.command, launch.args, { ...launch.options, detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  let ended = false
  child.once('error', () => {
    ended = true
  })
  child.once('exit', () => {
    ended = true
  })
  child.unref()
  for (const deadline = Date.now() + READY_TIMEOUT_MS; ; await sleep(25)) {
    if (ended) return readFileSync(log).subarray(logStart).toString('utf8')
    if ((await whoAnswers({ port, password, data })) === 'ours') return undefined
    if (Date.now() > deadline) throw operatorFault(`the database does not answer after ${READY_TIMEOUT_MS / 1_000} s; see ${log}`)
  }
}

function portTaken(port: number): Error {
  return operatorFault(`port ${port} is taken by another program; choose another one with --port`)
}

function damaged({ data, log }: LaunchRequest, output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  // Fatal lines name the cause; before the log is set up the server writes bare lines, of which the last is the verdict.
  const verdict = lines.filter((line) => /FATAL|PANIC/.test(line)).at(-1) ?? lines.at(-1) ?? 'no reason given'
  const reason = verdict.replace(/^.*?(FATAL|PANIC):\s*/, '')
  return `the database in ${data} does not start (${reason}); see ${log}, restore it, or start over with --fresh`
}
