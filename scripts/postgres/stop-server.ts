import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { waitForExit } from '../process-state.ts'
import { findPostgresBinaries } from './binaries.ts'
import { readPostmaster } from './postmaster.ts'

/** Patience in milliseconds before a slow shutdown becomes a harder one. */
const FAST_TIMEOUT_MS = 20_000
const IMMEDIATE_TIMEOUT_MS = 5_000

/**
 * Stops the server of this data directory, whoever started it: fast (sessions are ended, data is written), then
 * immediate (recovery at the next start). Does nothing when none runs.
 */
export async function stopServer(data: string): Promise<void> {
  const postmaster = readPostmaster(data)
  if (postmaster === undefined) return
  if (process.platform === 'win32') return stopOnWindows(data)
  // https://www.postgresql.org/docs/18/server-shutdown.html: SIGINT is fast, SIGQUIT is immediate.
  for (const [signal, timeoutMs] of [
    ['SIGINT', FAST_TIMEOUT_MS],
    ['SIGQUIT', IMMEDIATE_TIMEOUT_MS],
    ['SIGKILL', IMMEDIATE_TIMEOUT_MS],
  ] as const) {
    if (!signalled(postmaster.pid, signal)) return
    if (await waitForExit(postmaster.pid, timeoutMs)) return
  }
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

async function stopOnWindows(data: string): Promise<void> {
  await promisify(execFile)(findPostgresBinaries().pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'])
}
