import { appError } from '../../contracts/wire/errors.ts'
import type { Exchange } from '../context.ts'

/**
 * Position after which a client wants to go on: the header that clients of server-sent events send when they reconnect, or
 * `?lastEventId=` of a client that cannot set it. Null when there is none, or an empty one.
 *
 * @throws BAD_EVENT_ID
 */
export function readLastEventId({ headers, search }: Exchange): number | null {
  const sent = [headers['last-event-id'] ?? []].flat().join() || (new URLSearchParams(search).get('lastEventId') ?? '')
  if (sent === '') return null
  if (/^\d{1,15}$/.test(sent)) return Number(sent)
  throw appError('BAD_EVENT_ID', 'The last event id is none that a stream has sent.')
}
