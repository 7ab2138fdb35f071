import { type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { StepFailure } from '../../failure.ts'
import type { CollaborationSystem } from '../port.ts'

export interface WebhookOptions {
  /** Receives `POST {url}/spaces` and `POST {url}/spaces/archive`. */
  readonly url: string
  /** Sent as a bearer token (RFC 6750). */
  readonly token: string
  readonly timeoutMs: number
  readonly dispatcher?: Dispatcher
}

const OpenedSpace = z.object({ reference: z.string().min(1) })

/**
 * A collaboration system behind an HTTP endpoint of the firm's own, which knows the vendor. Every call carries its key in
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).
 */
export function createWebhookSystem(options: WebhookOptions): CollaborationSystem {
  return {
    product: 'webhook',
    async openSpace(space, idempotencyKey) {
      const answer = await post(options, 'spaces', space, idempotencyKey)
      const opened = OpenedSpace.safeParse(answer)
      if (!opened.success) throw failure('SPACE_UNREADABLE', 'UNKNOWN', 'The collaboration system did not name the space.')
      return opened.data
    },
    async archiveSpace(openedByKey, idempotencyKey) {
      await post(options, 'spaces/archive', { openedByKey }, idempotencyKey)
    },
  }
}

async function post(
  { url, token, timeoutMs, dispatcher }: WebhookOptions,
  path: string,
  body: unknown,
  key: string,
): Promise<unknown> {
  const { status, text } = await send().catch(() => {
    throw failure('COLLABORATION_UNREACHABLE', 'TRANSIENT', 'The collaboration system did not answer in time.')
  })
  if (status === 429 || status >= 500) throw failure('COLLABORATION_UNAVAILABLE', 'TRANSIENT', `It answered ${status}.`)
  if (status === 401 || status === 403) throw failure('COLLABORATION_REFUSED', 'AUTHORIZATION', `It answered ${status}.`)
  if (status >= 400) throw failure('COLLABORATION_REFUSED', 'VALIDATION', `It answered ${status}.`)
  return parse(text)

  async function send(): Promise<{ readonly status: number; readonly text: string }> {
    const { statusCode, body: stream } = await request(new URL(path, url.endsWith('/') ? url : `${url}/`), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher && { dispatcher }),
    })
    return { status: statusCode, text: await stream.text() }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // the status tells; the schema refuses what is no space
  }
}

const failure = (code: string, category: 'TRANSIENT' | 'AUTHORIZATION' | 'VALIDATION' | 'UNKNOWN', message: string) =>
  new StepFailure({ code, category, message, system: 'COLLABORATION' })
