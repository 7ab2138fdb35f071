import { Pool } from 'undici'

export interface SubgraphClientOptions {
  readonly url: string
  /** Milliseconds for one call, from sending to the last byte. */
  readonly timeoutMs: number
  /** Largest accepted answer in bytes. */
  readonly maxResponseBytes: number
}

/** What became of one call. `reason` is for the log: it names hosts and ports. */
export type SubgraphReply =
  | { readonly ok: true; readonly status: number; readonly body: unknown; readonly sqlStatements: number }
  | { readonly ok: false; readonly code: 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE'; readonly reason: string }

export interface SubgraphClient {
  /** Sends one JSON body. Never rejects. */
  post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<SubgraphReply>
  close(): Promise<void>
}

const CONNECTIONS = 128
const JSON_TYPE = /^application\/(graphql-response\+)?json\s*(;|$)/i
const SQL_TIMING = /(?:^|,)\s*sql;desc="?(\d{1,9})/

/**
 * Speaks HTTP to one subgraph over kept connections. One clock covers headers and body, so a dripping subgraph is cut off like
 * a silent one; a redirect is never followed, because it could carry the caller's envelope elsewhere; an answer that is too
 * large, of another type or not JSON is not looked at.
 */
export function createSubgraphClient({ url, timeoutMs, maxResponseBytes }: SubgraphClientOptions): SubgraphClient {
  const { origin, pathname, search } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
  })

  async function exchange(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<SubgraphReply> {
    const response = await pool.request({
      method: 'POST',
      path: `${pathname}${search}`,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
      signal,
    })
    const { statusCode: status } = response
    const type = String(response.headers['content-type'] ?? '')
    if ((status >= 300 && status < 400) || !JSON_TYPE.test(type)) {
      response.body.on('error', () => undefined).destroy() // an unread body would keep its connection
      return unavailable(`status ${status}, content-type ${type.slice(0, 60)}`)
    }
    const text = await response.body.text()
    const timing = SQL_TIMING.exec(String(response.headers['server-timing'] ?? ''))
    return { ok: true, status, body: JSON.parse(text), sqlStatements: Number(timing?.[1] ?? 0) }
  }

  return {
    async post(body, headers, signal) {
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        return await exchange(body, headers, AbortSignal.any([signal, timeout]))
      } catch (error) {
        const reason = describe(error)
        const isLate = timeout.aborted || isTimeout(signal.reason) || isTimeout(error)
        return isLate ? { ok: false, code: 'SUBGRAPH_TIMEOUT', reason } : unavailable(reason)
      }
    },
    close: () => pool.destroy(),
  }
}

const unavailable = (reason: string): SubgraphReply => ({ ok: false, code: 'SUBGRAPH_UNAVAILABLE', reason })

/** `TimeoutError` of AbortSignal.timeout() (the deadline of the request), or one of the timeouts of undici. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && /Timeout/.test(String(error.name))
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` (${String(error.code)})` : ''
  return `${error.message}${code}`.slice(0, 300)
}
