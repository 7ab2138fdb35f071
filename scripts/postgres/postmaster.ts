import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { commandLine, isAlive } from '../process-state.ts'

/** A running server, as its own lock file describes it. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** The server that runs on this data directory, or undefined. */
export function readPostmaster(data: string): Postmaster | undefined {
  const [pid, , , port] = readLines(data)
  const postmaster = { pid: Number(pid), port: Number(port) }
  return isPostmaster(postmaster.pid) ? postmaster : undefined
}

/**
 * Removes the lock file of a server that is gone. PostgreSQL does so itself, except when the pid looks alive: a zombie that
 * nobody reaps, or, after a restart of the machine or container, another program that got the same pid.
 */
export function removeStalePostmasterFile(data: string): void {
  const [pid] = readLines(data)
  if (pid !== undefined && !isPostmaster(Number(pid))) rmSync(path.join(data, 'postmaster.pid'), { force: true })
}

function readLines(data: string): readonly string[] {
  try {
    return readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function isPostmaster(pid: number): boolean {
  if (!isAlive(pid)) return false
  const command = commandLine(pid)
  // Only a pid that surely runs something else is dismissed. The path of the data directory is no proof: it may be spelled
  // differently (symbolic link, mount), and two servers on one directory would destroy it.
  return command === undefined || command === '' || PROGRAM.test(command)
}

/** `/path/to/postgres -D ...`, or the title of a server process, `postgres: ...`; not a path that merely contains the word. */
const PROGRAM = /(^|[\\/])postgres(\.exe)?([\s:]|$)/i
