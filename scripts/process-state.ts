import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { errorCode } from './error-facts.ts'

/**
 * True while a process runs. A zombie counts as dead: nobody may ever reap it when process 1 of a container is not an
 * init, and its pid would otherwise look alive for ever.
 */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it exists, but belongs to another user.
    if (errorCode(error) !== 'EPERM') return false
  }
  return procStat(pid)?.state !== 'Z'
}

/** When the process was started, in the kernel's own unit: tells a process from a later one with the same pid. Linux only. */
export function startMark(pid: number): string | undefined {
  return procStat(pid)?.startTicks
}

/** Parent of a process; undefined when the system does not tell. Linux only. */
export function parentOf(pid: number): number | undefined {
  return procStat(pid)?.parent
}

/** Command line of a process; undefined when the system does not tell. */
export function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\u0000', ' ')
    if (process.platform === 'win32') return undefined
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; isAlive(pid); ) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

function procStat(pid: number): { readonly state: string; readonly parent: number; readonly startTicks: string } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    // proc(5): the command name may contain anything, so fields are counted after its closing bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), startTicks: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
