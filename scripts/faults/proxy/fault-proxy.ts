import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import type { WorkerPart } from '../../start/part-definitions.ts'
import { type Call, digestOf, judgeAnswer, readCall } from './call.ts'
import type { CallLog } from './call-log.ts'

/** Where a call can be caught: it arrived and nothing happened yet, or the gateway answered and the worker does not know. */
export type Point = 'before-effect' | 'after-effect'

/** What becomes of a caught call: passed on, cut off, or answered with 502 without the gateway being asked. */
export type Outcome = 'go-on' | 'drop' | 'refuse'

export interface HeldCall extends Call {
  /** The worker has its answer, gave up, or died. */
  readonly settled: Promise<void>
}

export interface Interception {
  readonly point: Point
  act(held: HeldCall): Promise<Outcome>
}

export interface FaultProxyOptions {
  readonly gatewayUrl: string
  readonly workers: readonly WorkerPart[]
  /** Process of a worker at this moment. */
  readonly pidOf: (worker: WorkerPart) => number | undefined
  readonly log: CallLog
  /** Case that a text belongs to. */
  readonly tokenIn: (text: string) => string | null
  /** Asked once a call, when it arrives. */
  readonly intercept: (call: Call) => Interception | null
  /** A worker asked whether the gateway is ready, and was told so: it is about to take up work. */
  readonly onReady?: (worker: WorkerPart) => void
}

export interface FaultProxy {
  urlFor(worker: WorkerPart): string
  close(): Promise<void>
}

/**
 * Stands between the workers and the gateway, one port a worker, so that the port tells who calls. Nothing is changed on the
 * way but that mutations also ask for `replayed`; everything is logged.
 */
export async function openFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const gateway = new Agent({ headersTimeout: 60_000, bodyTimeout: 60_000 })
  let calls = 0
  const servers = new Map<WorkerPart, Server>()
  for (const worker of options.workers) servers.set(worker, await listen((request, response) => serve(worker, request, response)))

  async function serve(worker: WorkerPart, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request)
    const read = request.method === 'POST' ? readCall(text, options.tokenIn) : undefined
    if (read === undefined) return passOn(worker, request, response, text)
    const { forwarded, ...facts } = read
    calls += 1
    const call: Call = { number: calls, worker, pid: options.pidOf(worker) ?? null, ...facts }
    const settled = new Promise<void>((resolve) => response.once('close', resolve))
    options.log.record({ event: 'arrived', ...call })
    const interception = options.intercept(call)
    const held: HeldCall = { ...call, settled }

    if (interception?.point === 'before-effect') {
      const outcome = await interception.act(held)
      if (outcome === 'drop') return drop(call, request)
      if (outcome === 'refuse') return deliver(call, response, 502, 'application/json', '{"errors":[]}')
    }
    const answer = await forward(request, forwarded)
    const judged = judgeAnswer(call.isMutation, answer.status, answer.text)
    options.log.record({ event: 'answered', ...call, ...judged, answerDigest: digestOf(answer.text) })
    if (interception?.point === 'after-effect' && (await interception.act(held)) !== 'go-on') return drop(call, request)
    deliver(call, response, answer.status, answer.type, answer.text)
  }

  function deliver(call: Call, response: ServerResponse, status: number, type: string, text: string): void {
    if (response.destroyed) {
      options.log.record({ event: 'dropped', ...call })
      return
    }
    response.writeHead(status, { 'content-type': type }).end(text)
    options.log.record({ event: 'delivered', ...call })
  }

  function drop(call: Call, request: IncomingMessage): void {
    options.log.record({ event: 'dropped', ...call })
    request.socket.destroy()
  }

  async function passOn(worker: WorkerPart, request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const answer = await forward(request, text)
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.text)
    if (answer.status === 200 && request.url?.startsWith('/health/ready')) options.onReady?.(worker)
  }

  async function forward(request: IncomingMessage, text: string) {
    const target = new URL(request.url ?? '/', options.gatewayUrl)
    try {
      const answer = await gateway.request({
        origin: target.origin,
        path: `${target.pathname}${target.search}`,
        method: request.method === 'POST' ? 'POST' : 'GET',
        headers: passedHeaders(request),
        body: request.method === 'POST' ? text : null,
      })
      return {
        status: answer.statusCode,
        type: String(answer.headers['content-type'] ?? 'application/json'),
        text: await answer.body.text(),
      }
    } catch {
      // The gateway is down or was cut off: the worker sees what an intermediary would say.
      return { status: 502, type: 'text/plain', text: '' }
    }
  }

  return {
    urlFor(worker) {
      const address = servers.get(worker)?.address() as AddressInfo | undefined // it listens on TCP
      if (address === undefined) throw new Error(`the proxy was not opened for ${worker}`)
      return `http://127.0.0.1:${address.port}/graphql`
    },
    async close() {
      for (const server of servers.values()) {
        server.closeAllConnections()
        server.close()
      }
      // A call that a fault still holds must not keep the command alive.
      await Promise.race([gateway.destroy(), sleep(1_000)])
    },
  }
}

const PASSED = ['content-type', 'authorization', 'x-request-id', 'accept', 'user-agent'] as const

function passedHeaders(request: IncomingMessage): Record<string, string> {
  const given = PASSED.map((name): [string, unknown] => [name, request.headers[name]])
  return Object.fromEntries(given.filter((each): each is [string, string] => typeof each[1] === 'string'))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  return Buffer.concat(chunks).toString('utf8')
}

function listen(serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      // A worker that dies while it sends is part of the drill.
      serve(request, response).catch(() => request.socket.destroy())
    })
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
