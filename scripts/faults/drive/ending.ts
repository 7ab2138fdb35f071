import type { WatchedHandoff } from './people.ts'

/** How a handoff ended, as its people see it. Whether that is true is judged by the tables of the systems. */
export type EndingKind = 'completed' | 'undone' | 'parked' | 'stuck'

export interface Ending {
  readonly kind: EndingKind
  /** Real time, in milliseconds since the epoch. */
  readonly at: number
  /** What a person reads about it. */
  readonly note: string
}

const KIND_OF: Readonly<Record<string, EndingKind>> = { COMPLETED: 'completed', FAILED: 'undone', CANCELLED: 'undone' }

/** The ending, when nothing more happens without a person; null while the run goes on. */
export function endingOf({ run, status, blockers }: WatchedHandoff): Omit<Ending, 'at'> | null {
  const note = [`run ${run.status}`, `handoff ${status}`, ...blockers.map(({ code }) => code)].join(', ')
  const kind = KIND_OF[run.status]
  if (kind !== undefined) return { kind, note }
  if (run.status !== 'IN_REVIEW') return null
  // A run that waits for a person without saying what for waits for ever.
  return { kind: blockers.length > 0 ? 'parked' : 'stuck', note }
}
