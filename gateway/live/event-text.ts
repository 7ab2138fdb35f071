import type { LiveEvent } from './feed.ts'

/** Milliseconds after which a client connects again when its stream broke. */
const RECONNECT_MS = 2_000

/** What a stream says beside the events of its feed. */
export type Notice = 'end' | 'shutdown' | 'token-expired' | 'refused'

/**
 * The text form of server-sent events (WHATWG HTML, 9.2.5). JSON has no line break outside of its strings, and none within, so
 * the data is one line.
 */
export const eventText = (event: LiveEvent): string =>
  `id: ${event.id}\nevent: ${event.action}\ndata: ${JSON.stringify(event)}\n\n`

/** A notice has no id: the client resumes after the last event of its feed. */
export const noticeText = (notice: Notice, data: Readonly<Record<string, string>> = {}): string =>
  `event: ${notice}\ndata: ${JSON.stringify(data)}\n\n`

/** The first lines. A block without data is no event, but its id is the one to resume after (WHATWG HTML, 9.2.6). */
export const openingText = (position: number | null): string =>
  `retry: ${RECONNECT_MS}\n${position === null ? '' : `id: ${position}\n`}\n`

/** A comment, so that nobody on the way takes a silent connection for a dead one. */
export const HEARTBEAT = ': nothing new\n\n'
