/** Allows `capacity` actions at once and one more every `refillMs` milliseconds. */
export function createTokenBucket(options: {
  readonly capacity: number
  readonly refillMs: number
  readonly nowMs: () => number
}) {
  const { capacity, refillMs, nowMs } = options
  let tokens = capacity
  let countedAtMs = nowMs()
  return {
    /** Takes one action from the budget; false when it is spent. */
    take(): boolean {
      const now = nowMs()
      tokens = Math.min(capacity, tokens + Math.max(0, now - countedAtMs) / refillMs)
      countedAtMs = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
