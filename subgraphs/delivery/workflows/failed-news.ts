import { performance } from 'node:perf_hooks'

/** Longest pause in milliseconds before news is tried again. */
const MAX_PAUSE_MS = 60_000

/** News of one system that this process could not deal with. Each is tried again after a pause that doubles every time. */
export interface FailedNews {
  count(): number
  /** Whether it never failed, or its pause is over. */
  isDue(id: string): boolean
  /** True when it is the first failure of this news. */
  add(id: string): boolean
  /** Forgets what is told no longer: another worker dealt with it, or this one in the end. */
  keepOnly(ids: readonly string[]): void
}

export function createFailedNews(firstPauseMs: number): FailedNews {
  const failed = new Map<string, { readonly pauseMs: number; readonly dueAtMs: number }>()
  return {
    count: () => failed.size,
    isDue: (id) => (failed.get(id)?.dueAtMs ?? 0) <= performance.now(),
    add(id) {
      const former = failed.get(id)
      const pauseMs = former === undefined ? firstPauseMs : Math.min(former.pauseMs * 2, MAX_PAUSE_MS)
      failed.set(id, { pauseMs, dueAtMs: performance.now() + pauseMs })
      return former === undefined
    },
    keepOnly(ids) {
      const told = new Set(ids)
      for (const id of failed.keys()) if (!told.has(id)) failed.delete(id)
    },
  }
}
