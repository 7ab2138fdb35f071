import { Temporal } from 'temporal-polyfill'
import type { InstantText } from '../../../contracts/wire/values.ts'
import type { Role } from '../../../policies/index.ts'
import type { ErrorCategory } from '../port.ts'

/** Who has to look at a failure, and by when. */
interface Review {
  readonly ownerRole: Role
  /** In business hours of the region. */
  readonly dueBusinessHours: number
}

/** The one way that failures of a category go. */
export type FailurePath =
  /** Again soon, then again later out of the fallback queue; a person when a day has passed. */
  | { readonly path: 'RETRY_THEN_FALLBACK'; readonly maxAttempts: number; readonly review: Review }
  /** Again soon, because every attempt reads anew what has changed meanwhile; then a person. */
  | { readonly path: 'RETRY_THEN_REVIEW'; readonly maxAttempts: number; readonly review: Review }
  /** A person at once: a repetition would fail again, or do harm. `byCode` has the exceptions. */
  | { readonly path: 'REVIEW'; readonly review: Review; readonly byCode?: Readonly<Record<string, Review>> }
  /** A person has cancelled the run, and what it did is undone: the category of the run's failure, never of an attempt's. */
  | { readonly path: 'STOP' }

const OPERATIONS: Review = { ownerRole: 'delivery_ops', dueBusinessHours: 4 }
const SALES: Review = { ownerRole: 'account_executive', dueBusinessHours: 16 }

export const FAILURE_PATHS: { readonly [Category in ErrorCategory]: FailurePath } = {
  TRANSIENT: { path: 'RETRY_THEN_FALLBACK', maxAttempts: 5, review: OPERATIONS },
  CONFLICT: { path: 'RETRY_THEN_REVIEW', maxAttempts: 3, review: OPERATIONS },
  VALIDATION: { path: 'REVIEW', review: SALES },
  MASTER_DATA: {
    path: 'REVIEW',
    review: { ownerRole: 'finance_controller', dueBusinessHours: 8 },
    // The systems disagree about a project that the orchestration itself wrote: no matter for finance.
    byCode: { READ_BACK_MISMATCH: OPERATIONS },
  },
  AUTHORIZATION: { path: 'REVIEW', review: OPERATIONS },
  BUSINESS_RULE: { path: 'REVIEW', review: SALES },
  UNKNOWN: { path: 'REVIEW', review: OPERATIONS },
  CANCELLED: { path: 'STOP' },
}

/** Longest first pause, in milliseconds; it doubles with every attempt. */
export const BASE_DELAY_MS = 2_000
const MAX_DELAY_MS = 300_000
/** Pauses before the rounds of the fallback queue; the last one is that of every further round. */
const FALLBACK_MINUTES = [5, 15, 60, 240] as const
const LAST_FALLBACK_MINUTES = 240
/** How long after its first failure a step may stay in the fallback queue. */
const PATIENCE_MINUTES = 24 * 60

export interface FailedAttempt {
  readonly category: ErrorCategory
  readonly code: string
  /** Attempts made in this round, the failed one included. */
  readonly attempt: number
  /** Rounds that the step has been in the fallback queue; 0 for none. */
  readonly fallbackRound: number
  readonly firstFailedAt: InstantText
  readonly now: InstantText
  /** Whether the run goes on without the step. */
  readonly optional: boolean
}

/** What happens next. */
export type NextAction =
  /** `delayMs` is the longest pause: the caller takes a random part of it, so that runs do not come back together. */
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'fallback'; readonly afterMinutes: number; readonly round: number }
  | { readonly kind: 'review'; readonly ownerRole: Role; readonly dueBusinessHours: number }
  | { readonly kind: 'skip'; readonly reason: string }

/** The next action after a failed attempt; pure, so that a worker that takes a run over decides the same. */
export function nextAction(failed: FailedAttempt): NextAction {
  const way = FAILURE_PATHS[failed.category]
  switch (way.path) {
    case 'RETRY_THEN_FALLBACK':
      return retry(failed, way.maxAttempts) ?? fallback(failed) ?? giveUp(failed, way.review)
    case 'RETRY_THEN_REVIEW':
      return retry(failed, way.maxAttempts) ?? giveUp(failed, way.review)
    case 'REVIEW':
      return giveUp(failed, way.byCode?.[failed.code] ?? way.review)
    case 'STOP':
      return giveUp(failed, OPERATIONS) // nothing fails so; should an attempt say it, a person finds out why
  }
}

function retry({ attempt }: FailedAttempt, maxAttempts: number): NextAction | null {
  if (attempt >= maxAttempts) return null
  return { kind: 'retry', delayMs: Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1)) }
}

/** Null when the patience is at an end. An optional step is not worth it: the run would stand still for its sake. */
function fallback({ optional, fallbackRound, firstFailedAt, now }: FailedAttempt): NextAction | null {
  const waitedMinutes = Temporal.Instant.from(firstFailedAt).until(now).total('minutes')
  if (optional || waitedMinutes >= PATIENCE_MINUTES) return null
  const pause = FALLBACK_MINUTES[fallbackRound] ?? LAST_FALLBACK_MINUTES
  // The last round comes when the patience ends, not hours after it.
  const afterMinutes = Math.min(pause, Math.ceil(PATIENCE_MINUTES - waitedMinutes))
  return { kind: 'fallback', afterMinutes, round: fallbackRound + 1 }
}

function giveUp({ optional, code }: FailedAttempt, review: Review): NextAction {
  return optional ? { kind: 'skip', reason: `optional, and failed with ${code}` } : { kind: 'review', ...review }
}
