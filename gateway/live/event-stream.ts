import { performance } from 'node:perf_hooks'
import type { Exchange } from '../context.ts'
import { createBell } from './bell.ts'
import type { ChangePoller } from './change-poller.ts'
import { eventText, HEARTBEAT, noticeText, openingText } from './event-text.ts'
import { type Feed, isPassing, type Look } from './feed.ts'

/** Milliseconds between two looks when the last one failed, or did not show yet what is known to be there. */
const AGAIN_MS = 1_000
/** Longest time in milliseconds between two questions whether the caller would still be admitted. */
const ADMISSION_MS = 2_000

export interface EventStreamOptions {
  readonly exchange: Exchange
  readonly feed: Feed
  /** Look that was answered before the stream began. */
  readonly first: Extract<Look, { readonly ok: true }>
  readonly poller: ChangePoller
  /** Milliseconds after which the stream looks without having been told, and after which a silent one sends a comment. */
  readonly idleMs: number
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal
  /** Real time in milliseconds since the epoch. */
  readonly nowMs: () => number
}

/**
 * One stream: sends what the first look found, then looks again whenever the poller tells of something that was not read yet,
 * and once in a while without being told. Everything that is sent is the answer of an authorised query. It ends when the run has
 * ended, the caller's token has or was revoked, the caller may not see it any more, the client is gone, or the gateway stops.
 */
export async function* streamEvents(options: EventStreamOptions): AsyncGenerator<string, void> {
  const { exchange, feed, first, poller, idleMs, stopping, nowMs } = options
  const bell = createBell()
  let look: Look = first
  let lookedAt = performance.now()
  let spokeAt = lookedAt
  let readUpTo = first.readUpTo
  let knownPosition = 0
  let knownAtLook = 0

  const unfollow = poller.follow({
    runId: feed.runId,
    notice(position) {
      knownPosition = Math.max(knownPosition, position)
      if (knownPosition > readUpTo) bell.ring()
    },
  })
  stopping.addEventListener('abort', bell.ring)
  exchange.signal.addEventListener('abort', bell.ring)

  function untilExpiryMs(): number {
    return exchange.expiresAtSeconds === null ? Number.POSITIVE_INFINITY : exchange.expiresAtSeconds * 1_000 - nowMs()
  }

  function untilLookMs(): number {
    if (look.ok && look.hasMore) return 0
    if (look.ok && knownPosition <= readUpTo) return lookedAt + idleMs - performance.now()
    // What was known before the look and is not in it takes a moment to appear; what is news is looked for at once.
    return look.ok && knownAtLook <= readUpTo ? 0 : lookedAt + AGAIN_MS - performance.now()
  }

  try {
    yield openingText(feed.announcesPosition ? readUpTo : null)
    for (;;) {
      const refusedBefore = exchange.refusedNow()
      if (refusedBefore !== null) return void (yield noticeText('refused', { code: refusedBefore }))
      if (look.ok) {
        readUpTo = look.readUpTo
        if (look.events.length > 0) {
          yield look.events.map(eventText).join('')
          spokeAt = performance.now()
        }
        if (look.outcome !== null && !look.hasMore) return void (yield noticeText('end', { status: look.outcome }))
      } else if (!isPassing(look.code)) {
        return void (yield noticeText('refused', { code: look.code }))
      }

      for (;;) {
        if (exchange.signal.aborted) return
        if (stopping.aborted) return void (yield noticeText('shutdown'))
        if (untilExpiryMs() <= 0) return void (yield noticeText('token-expired'))
        const refused = exchange.refusedNow()
        if (refused !== null) return void (yield noticeText('refused', { code: refused }))
        const silentMs = performance.now() - spokeAt
        const waitMs = untilLookMs()
        if (waitMs <= 0) break
        if (silentMs < idleMs) {
          await bell.sleep(Math.min(waitMs, idleMs - silentMs, untilExpiryMs(), ADMISSION_MS))
        } else {
          yield HEARTBEAT
          spokeAt = performance.now()
        }
      }

      knownAtLook = knownPosition
      lookedAt = performance.now()
      look = await feed.look(readUpTo, exchange)
    }
  } finally {
    unfollow()
    stopping.removeEventListener('abort', bell.ring)
    exchange.signal.removeEventListener('abort', bell.ring)
  }
}
