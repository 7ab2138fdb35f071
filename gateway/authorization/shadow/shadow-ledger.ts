import type { Outcome } from './field-outcomes.ts'

/** Somebody who would gain or lose something under the candidate policies, counted since the last report. */
export interface ShadowChange {
  readonly clientId: string
  readonly operation: string
  /** `Type.field` whose rule makes the difference. */
  readonly coordinate: string
  readonly change: 'gain' | 'loss'
  readonly from: Outcome
  readonly to: Outcome
}

export interface ShadowReport {
  /** Operations that both policy sets were asked about. */
  readonly operations: number
  /** Of these, how many would be answered otherwise. */
  readonly changedOperations: number
  /** Operations on which the candidate could not be evaluated. */
  readonly failures: number
  /** What the latest of them was; null when there was none. */
  readonly lastFailure: string | null
  /** Changes that were not counted because there were too many different ones. */
  readonly dropped: number
  readonly changes: readonly (ShadowChange & { readonly count: number })[]
}

export interface ShadowLedger {
  note(changes: readonly ShadowChange[]): void
  noteFailure(error: unknown): void
  /** What came in since the last time; null when nothing did. */
  take(): ShadowReport | null
}

const NOTHING: Omit<{ -readonly [Key in keyof ShadowReport]: ShadowReport[Key] }, 'changes'> = {
  operations: 0,
  changedOperations: 0,
  failures: 0,
  lastFailure: null,
  dropped: 0,
}

/**
 * Counts changes by client, operation and coordinate. Names of operations are the caller's choice, so the number of different
 * changes is bounded: beyond `capacity` they are counted together as dropped.
 */
export function createShadowLedger(capacity: number): ShadowLedger {
  let counts = new Map<string, ShadowChange & { count: number }>()
  let totals = { ...NOTHING }

  function count(change: ShadowChange): void {
    const key = JSON.stringify([change.clientId, change.operation, change.coordinate, change.from, change.to])
    const known = counts.get(key)
    if (known !== undefined) known.count += 1
    else if (counts.size < capacity) counts.set(key, { ...change, count: 1 })
    else totals.dropped += 1
  }

  return {
    note(changes) {
      totals.operations += 1
      if (changes.length > 0) totals.changedOperations += 1
      for (const change of changes) count(change)
    },
    noteFailure(error) {
      totals.operations += 1
      totals.failures += 1
      totals.lastFailure = String(error).slice(0, 200)
    },
    take() {
      if (totals.operations === 0) return null
      const report = { ...totals, changes: [...counts.values()] }
      counts = new Map()
      totals = { ...NOTHING }
      return report
    },
  }
}
