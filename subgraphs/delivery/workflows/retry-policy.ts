/** How often and how fast a transient failure is tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number
  /** Upper bound of the first pause, in milliseconds; it doubles with every attempt. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
}

export const STANDARD_RETRY: RetryPolicy = { maxAttempts: 5, baseDelayMs: 2_000, maxDelayMs: 300_000 }

/**
 * Pause before the next attempt: full jitter, so that many runs that failed together do not come back together.
 * `chance` is in [0, 1).
 */
export function retryDelayMs({ baseDelayMs, maxDelayMs }: RetryPolicy, failedAttempts: number, chance: number): number {
  return Math.floor(Math.min(maxDelayMs, baseDelayMs * 2 ** (failedAttempts - 1)) * chance)
}
