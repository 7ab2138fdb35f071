import { createHash } from 'node:crypto'
import type { Answer, Exchange } from '../context.ts'

/**
 * Lets the client itself keep a complete answer to a GET and ask whether it still holds: `private`, because the answer is that of
 * one caller, and `no-cache`, because every use is asked for again with the token (RFC 9111, section 5.2.2). So a right that was
 * taken away is gone with the next request, and what is saved is the transfer of the same bytes. Shared caches keep nothing.
 *
 * An answer with errors is not kept at all.
 */
export function revalidatedAnswer({ headers, record }: Exchange, answer: Answer): Answer {
  if (answer.status !== 200 || typeof answer.body !== 'string' || record.errorCodes.size > 0) return answer
  const type = answer.headers['content-type'] ?? ''
  const digest = createHash('sha256').update(type).update('\0').update(answer.body).digest('base64url')
  // `vary` says on what the answer depends beside the address, for whoever keeps it all the same.
  const kept = { 'cache-control': 'private, no-cache', etag: `"${digest}"`, vary: 'accept, authorization' }
  if (isAmong(headers['if-none-match'], kept.etag)) return { status: 304, headers: kept, body: '' }
  return { ...answer, headers: { ...answer.headers, ...kept } }
}

/** RFC 9110, section 13.1.2: any of a list, compared weakly. `*` matches whatever there is. */
function isAmong(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
