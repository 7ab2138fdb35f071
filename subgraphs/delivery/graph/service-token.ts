import { type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { StepFailure } from '../failure.ts'

/** Access token of the orchestrator (OAuth 2.0 client credentials, RFC 6749, section 4.4). */
export interface ServiceToken {
  /** A token that is valid for a while yet; asked for once, however many need it. */
  get(): Promise<string>
  /** Drops the token that was just refused. */
  forget(): void
}

export interface ServiceTokenOptions {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly timeoutMs: number
  readonly dispatcher?: Dispatcher
  /** Milliseconds since the epoch; a parameter for tests. */
  readonly now?: () => number
}

/** A token is renewed this long before it expires, so that it does not expire on the way. */
const RENEW_BEFORE_MS = 30_000

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

export function createServiceToken(options: ServiceTokenOptions): ServiceToken {
  const { now = Date.now } = options
  let current: { readonly token: Promise<string>; renewAtMs: number } | null = null

  function renew(): Promise<string> {
    const entry = { token: Promise.resolve(''), renewAtMs: Number.POSITIVE_INFINITY }
    entry.token = fetchToken(options).then(
      ({ access_token, expires_in }) => {
        entry.renewAtMs = now() + expires_in * 1000 - RENEW_BEFORE_MS
        return access_token
      },
      (error: unknown) => {
        if (current === entry) current = null
        throw error
      },
    )
    current = entry
    return entry.token
  }

  return {
    get: () => (current !== null && now() < current.renewAtMs ? current.token : renew()),
    forget: () => {
      current = null
    },
  }
}

async function fetchToken(options: ServiceTokenOptions): Promise<z.infer<typeof TokenAnswer>> {
  const { tokenUrl, clientId, clientSecret, timeoutMs, dispatcher } = options
  const answer = await post().catch(() => {
    throw new StepFailure({
      code: 'TOKEN_UNAVAILABLE',
      category: 'TRANSIENT',
      message: 'The token issuer did not answer.',
      system: null,
    })
  })
  if (answer.status === 200) return TokenAnswer.parse(JSON.parse(answer.text))
  const category = answer.status >= 500 || answer.status === 429 ? 'TRANSIENT' : 'AUTHORIZATION'
  throw new StepFailure({ code: 'TOKEN_REFUSED', category, message: `The token issuer answered ${answer.status}.`, system: null })

  async function post(): Promise<{ readonly status: number; readonly text: string }> {
    const { statusCode, body } = await request(tokenUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // RFC 6749, section 2.3.1: both halves are form-encoded before they are joined.
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials',
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher && { dispatcher }),
    })
    return { status: statusCode, text: await body.text() }
  }
}
