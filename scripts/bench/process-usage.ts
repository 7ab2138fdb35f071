import { readdirSync, readFileSync } from 'node:fs'
import { parentOf } from '../process-state.ts'

/** What a process has used so far. Null where the system does not tell (only Linux does, proc(5)). */
export interface Usage {
  readonly cpuMs: number
  readonly residentMb: number
}

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10

export function usageOf(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return {
      cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
      residentMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024,
    }
  } catch {
    return null
  }
}

/**
 * CPU milliseconds of a process and its children, those that have ended included: what a database server has used.
 * A session that begins and ends between two looks is counted, because the parent waited for it.
 */
export function familyCpuMs(pid: number): number | null {
  try {
    const own = usageOf(pid)
    if (own === null) return null
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const ended = (Number(stat[13]) + Number(stat[14])) * TICK_MS
    const children = readdirSync('/proc')
      .map(Number)
      .filter((each) => each > 0 && parentOf(each) === pid)
    return children.reduce((sum, child) => sum + (usageOf(child)?.cpuMs ?? 0), own.cpuMs + ended)
  } catch {
    return null
  }
}
