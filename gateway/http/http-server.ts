import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, createRecord, type Exchange } from '../context.ts'
import { sendPieces } from './send-pieces.ts'
import { tooLarge } from './use-http-limits.ts'

/** Header block, in bytes; a token takes up to 8 KiB of it. Larger is answered 431 by Node. */
const MAX_HEADER_BYTES = 24 * 1_024
/** Milliseconds that a client may take to send its headers, and the whole request; slower is answered 408. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
/** Longer than the 60 s of common load balancers, so that they close idle connections and not we (their 502 otherwise). */
const KEEP_ALIVE_TIMEOUT_MS = 65_000
const CHECK_INTERVAL_MS = 2_000
/** Open connections at once; more are closed by the server. */
const MAX_CONNECTIONS = 10_000

export interface HttpServerOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Milliseconds that requests in flight get to finish once the server stops. */
  readonly stopTimeoutMs: number
  /** Milliseconds that a client may leave pieces of a body unread before it is cut off. */
  readonly stallTimeoutMs: number
}

export interface HttpServer {
  readonly port: number
  /** Stops accepting, lets the requests in flight finish, then closes. */
  stop(): Promise<void>
}

/** Serves `handle` over HTTP/1.1. `handle` answers every request and never rejects. */
export async function startHttpServer(
  handle: (exchange: Exchange) => Promise<Answer>,
  { host, port, stopTimeoutMs, stallTimeoutMs }: HttpServerOptions,
): Promise<HttpServer> {
  let stopping = false
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    (request, response) => {
      const gone = new AbortController()
      response.once('close', () => response.writableFinished || gone.abort(new Error('the client is gone')))
      void handle(toExchange(request, gone.signal)).then((answer) =>
        send(response, answer, { closeConnection: stopping || !request.complete, stallTimeoutMs }),
      )
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  await listen(server, host, port)

  return {
    port: (server.address() as AddressInfo).port, // a TCP server that listens has a port
    async stop() {
      stopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timeout = new AbortController()
      const expired = delay(stopTimeoutMs, undefined, { signal: timeout.signal }).then(
        () => server.closeAllConnections(),
        () => undefined, // everything had finished before
      )
      await closed
      timeout.abort()
      await expired
    },
  }
}

function toExchange(request: IncomingMessage, signal: AbortSignal): Exchange {
  const url = request.url ?? '/'
  const query = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: query < 0 ? url : url.slice(0, query),
    search: query < 0 ? '' : url.slice(query),
    headers: request.headers,
    headersDistinct: request.headersDistinct,
    readBody: (limitBytes) => readBody(request, limitBytes),
    requestId: '',
    parameters: {},
    principal: null,
    expiresAtSeconds: null,
    refusedNow: () => null,
    signal,
    record: createRecord(),
  }
}

async function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // The default iterator destroys the socket when it is left early, and the client would never see the 413.
  const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > limitBytes) throw tooLarge(limitBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

interface SendOptions {
  /** When the server stops, or when a body was left unread that could be mistaken for the next request. */
  readonly closeConnection: boolean
  readonly stallTimeoutMs: number
}

function send(response: ServerResponse, { status, headers, body }: Answer, options: SendOptions): void {
  const isWhole = typeof body === 'string'
  if (response.destroyed) {
    // Pieces let go of what they hold only when they were begun and are left.
    if (!isWhole) void sendPieces(response, body, options.stallTimeoutMs)
    return
  }
  response.writeHead(status, {
    ...headers,
    // 204 has no body, and 304 none of its own: neither tells the length of one (RFC 9110, section 8.6).
    ...(isWhole && status !== 204 && status !== 304 && { 'content-length': Buffer.byteLength(body) }),
    // A body in pieces may end because the server stops, and nobody may come back on its connection then.
    ...((options.closeConnection || !isWhole) && { connection: 'close' }),
  })
  if (isWhole) response.end(body)
  else void sendPieces(response, body, options.stallTimeoutMs)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
