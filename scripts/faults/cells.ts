import type { CallEvent } from './proxy/call-log.ts'

/** One write of the orchestrator: what it calls, in which step, and whether it does or undoes. */
export interface Cell {
  readonly operation: string
  /** Rest of the idempotency key from the step on: `H11:budget`, `H11:budget:undo`. The same in every run. */
  readonly suffix: string
  readonly isUndo: boolean
}

export const cellName = ({ operation, suffix }: Cell): string => `${suffix.replaceAll(':', '.')}.${operation}`

export const isSameCell = (one: Cell, other: Cell): boolean => one.operation === other.operation && one.suffix === other.suffix

/** Cell that a call belongs to; null for a read, or a key without a step. */
export function cellOf({ operation, key }: { readonly operation: string; readonly key: string | null }): Cell | null {
  const suffix = key === null ? undefined : /:(H\d\d.*)$/.exec(key)?.[1]
  return suffix === undefined ? null : { operation, suffix, isUndo: suffix.includes('undo') }
}

/** Every write of recorded runs, each once, in the order of its first call: new steps are covered as soon as they call. */
export function discoverCells(events: readonly CallEvent[]): readonly Cell[] {
  const cells: Cell[] = []
  for (const event of events) {
    if (event.event !== 'arrived' || !event.isMutation) continue
    const cell = cellOf(event)
    if (cell !== null && !cells.some((known) => isSameCell(known, cell))) cells.push(cell)
  }
  return cells
}
