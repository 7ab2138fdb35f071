import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { errorCode } from './error-facts.ts'
import { isAlive, startMark } from './process-state.ts'

/** A lock between processes: a file that names its holder. Held until released or until the holder is dead. */
export interface FileLock {
  /** True when the lock was taken over from a process that died without releasing it. */
  readonly stolen: boolean
  release(): void
}

/**
 * Takes the lock, or returns the pid of the live process that holds it. A dead holder's lock is stolen; a pid that the
 * system has given to another program since does not count as alive (start time compared, where the system tells it).
 */
export function takeFileLock(file: string): FileLock | { readonly heldBy: number } {
  const token = randomUUID()
  const draft = `${file}.${token}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: startMark(process.pid) ?? null, token }), { mode: 0o644 })
  try {
    for (let stolen = false; ; stolen = true) {
      // A link appears with its content or not at all: no reader ever sees a lock without a holder.
      if (linked(draft, file)) return { stolen, release: () => releaseIfOurs(file, token) }
      const holder = readHolder(file)
      if (holder !== undefined && isHolderAlive(holder)) return { heldBy: holder.pid }
      if (holder !== undefined) removeStale(file, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Pid of the live process that holds the lock; undefined when nobody does. */
export function lockHolder(file: string): number | undefined {
  const holder = readHolder(file)
  return holder !== undefined && isHolderAlive(holder) ? holder.pid : undefined
}

interface Holder {
  readonly pid: number
  readonly mark: string | null
  readonly token: string
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** The holder; undefined when the lock has vanished. An unreadable lock (disk full, foreign file) has a holder that is dead. */
function readHolder(file: string): Holder | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    const { pid, mark, token } = JSON.parse(text)
    return { pid: Number(pid), mark: typeof mark === 'string' ? mark : null, token: String(token) }
  } catch {
    return { pid: 0, mark: null, token: text }
  }
}

function isHolderAlive({ pid, mark }: Holder): boolean {
  return isAlive(pid) && (mark === null || startMark(pid) === mark)
}

/** Moves the lock aside before deleting it, and gives it back when it turns out to be a new one: two thieves, one lock. */
function removeStale(file: string, stale: Holder): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (readHolder(aside)?.token !== stale.token) linked(aside, file)
  rmSync(aside, { force: true })
}

function releaseIfOurs(file: string, token: string): void {
  if (readHolder(file)?.token === token) rmSync(file, { force: true })
}
