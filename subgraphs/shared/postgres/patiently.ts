import { setTimeout as sleep } from 'node:timers/promises'

/** SQLSTATE classes and codes of a database that is away, restarting or out of connections for the moment. */
const AWAY = /^(08...|57P0[1-3]|53300)$/
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])
const SOCKET_MESSAGES =
  /connection (terminated|timeout|ended)|timeout exceeded when trying to connect|Client has encountered a connection error/i

/** Longest pause between two attempts, in milliseconds. */
const MAX_PAUSE_MS = 2_000

/**
 * Does something that may be repeated until the database answers. For processes that can do nothing else without the database
 * anyway, from their start on: a run must not be undone because the database was restarted.
 */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let pauseMs = 50; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error)) throw error
      await sleep(pauseMs)
    }
  }
}

/** Whether an error says that the database is away, restarting or out of connections for the moment. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway)
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return AWAY.test(code) || SOCKET_CODES.has(code) || SOCKET_MESSAGES.test(error.message)
}
