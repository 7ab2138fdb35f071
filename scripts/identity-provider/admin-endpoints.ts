import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLI_CLIENT_ID } from './cli-client.ts'
import { ClientRegistration, type ClientStore } from './client-store.ts'

/** Body of an administrative request, in bytes; a registration has some hundred. */
const MAX_BODY_BYTES = 16 * 1_024
const PREFIX = '/admin/'

export interface AdminOptions {
  readonly clients: ClientStore
  readonly clientSecretOf: (clientId: string) => string
  readonly rotateKeys: () => Promise<void>
}

interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, string>>
}

/**
 * What the command line asks of the development issuer, with HTTP Basic as its own client: `POST /admin/rotate-keys`,
 * `POST /admin/clients`, `POST /admin/clients/{id}/rotate-secret`, `DELETE /admin/clients/{id}`. Answers false for any other path.
 */
export function createAdminEndpoints({ clients, clientSecretOf, rotateKeys }: AdminOptions) {
  async function decide(method: string, path: string, request: IncomingMessage): Promise<Reply> {
    if (path === '/admin/rotate-keys') return method === 'POST' ? rotate() : NOT_ALLOWED
    if (path === '/admin/clients') return method === 'POST' ? register(request) : NOT_ALLOWED
    const [, id, action] = /^\/admin\/clients\/([^/]+)(\/rotate-secret)?$/.exec(path) ?? []
    const clientId = id === undefined ? undefined : decoded(id)
    if (clientId === undefined) return state(404, 'not found')
    if (action === undefined) {
      if (method !== 'DELETE') return NOT_ALLOWED
      return clients.remove(clientId) ? state(200, 'removed') : NO_CLIENT
    }
    if (method !== 'POST') return NOT_ALLOWED
    const secret = await clients.rotate(clientId)
    return secret === undefined ? NO_CLIENT : { status: 200, body: { client_id: clientId, client_secret: secret } }
  }

  async function rotate(): Promise<Reply> {
    try {
      await rotateKeys()
      return state(200, 'rotated')
    } catch {
      return state(500, 'the keys could not be written')
    }
  }

  async function register(request: IncomingMessage): Promise<Reply> {
    const registration = ClientRegistration.safeParse(await readJson(request))
    if (!registration.success) return state(400, `malformed: ${registration.error.issues[0]?.path.join('.') || 'body'}`)
    const secret = await clients.register(registration.data)
    if (secret === undefined) return state(409, 'the client id is taken')
    return { status: 201, body: { client_id: registration.data.client_id, client_secret: secret } }
  }

  return async function answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = request.url ?? '/'
    if (!path.startsWith(PREFIX)) return false
    const allowed = isBasic(request.headers.authorization, CLI_CLIENT_ID, clientSecretOf(CLI_CLIENT_ID))
    const { status, body } = allowed
      ? await decide(request.method ?? 'GET', path, request).catch(() => state(500, 'the request failed'))
      : state(401, 'unauthorized')
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body))
    return true
  }
}

const state = (status: number, text: string): Reply => ({ status, body: { status: text } })
const NOT_ALLOWED = state(405, 'method not allowed')
/** Clients of personas are not in the store either: their secrets derive from `secrets.json`. */
const NO_CLIENT = state(404, 'no such client')

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

function isBasic(header: string | undefined, user: string, password: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return timingSafeEqual(digest(header ?? ''), digest(expected))
}
