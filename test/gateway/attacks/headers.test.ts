import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { openEventStream } from '../../support/event-stream.ts'
import { startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { startLittleDelivery } from '../support/little-delivery.ts'
import { person } from '../support/principal.ts'
import { type AttackedGateway, startAttackedGateway } from './attacked-gateway.ts'

const LISTED = 'https://app.example.com'
let gateway: AttackedGateway
/** The same with pages of one origin allowed, and with TLS in front. */
let open: AttackedGateway

beforeAll(async () => {
  gateway = await startAttackedGateway()
  open = await startAttackedGateway({ cors: { origins: [LISTED] }, hsts: { maxAgeSeconds: 31_536_000, includeSubDomains: true } })
})
afterAll(async () => {
  await gateway.stop()
  await open.stop()
})
beforeEach(() => {
  gateway.subgraph.received.length = 0
})

function ask(target: AttackedGateway, headers: Record<string, string> = {}, init: RequestInit = {}, path = '/graphql') {
  return fetch(`${target.origin}${path}`, {
    method: 'POST',
    body: '{"query":"{ accounts { name } }"}',
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${target.issuer.token()}`, ...headers },
  })
}

describe('what a stranger says about who is calling', () => {
  /** A header never gets further; the value is found nowhere in what the subgraph received. */
  const MARK = 'mark-4f7c'
  const SPOOFED = [
    'x-delivery-envelope',
    'x-user-id',
    'x-user',
    'x-remote-user',
    'remote-user',
    'x-forwarded-user',
    'x-forwarded-email',
    'x-auth-request-user',
    'x-roles',
    'x-scopes',
    'x-tenant-id',
    'x-partner-id',
    'x-client-id',
    'client-name',
    'apollographql-client-name',
    'apollographql-client-version',
    'graphql-client-name',
    'x-apollo-operation-name',
    'x-hasura-role',
    'x-ms-client-principal',
    'x-amzn-oidc-data',
    'x-goog-authenticated-user-email',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'forwarded',
    'x-real-ip',
    'x-original-url',
    'x-http-method-override',
    'true-client-ip',
    'cf-connecting-ip',
    'cookie',
    'baggage',
    'traceparent',
    'user-agent',
    'referer',
    'via',
    'apollo-federation-include-trace',
  ]
  /** All that the gateway itself says to a subgraph. */
  const OWN = ['accept', 'connection', 'content-length', 'content-type', 'host', 'x-delivery-envelope', 'x-request-id']

  it.each(SPOOFED)('%s never reaches a subgraph', async (name) => {
    const response = await ask(gateway, { [name]: MARK })
    const [received] = gateway.subgraph.received

    expect(response.status).toBe(200)
    expect(Object.keys(received?.headers ?? {}).filter((each) => !OWN.includes(each))).toEqual([])
    expect(JSON.stringify(received?.headers)).not.toContain(MARK)
    expect(received?.envelope?.principal).toMatchObject({ subject: 'u-1', clientId: 'web', partner: null })
  })

  it('does not make a caller of nobody', async () => {
    const headers = Object.fromEntries(SPOOFED.map((name) => [name, 'admin']))
    const response = await ask(gateway, { ...headers, authorization: '' })

    expect(response.status).toBe(401)
    expect(gateway.subgraph.received).toEqual([])
  })

  it('is not heard when it is an envelope that was really sealed, but for somebody else', async () => {
    await ask(gateway)
    const sealed = String(gateway.subgraph.received[0]?.headers['x-delivery-envelope'])
    const response = await ask(gateway, { 'x-delivery-envelope': sealed, authorization: '' })

    expect(response.status).toBe(401)
    expect(gateway.subgraph.received).toHaveLength(1)
  })
})

describe('every answer', () => {
  const ANSWERS: readonly (readonly [string, (target: AttackedGateway) => Promise<Response>])[] = [
    ['a result', (target) => ask(target)],
    ['a refused document', (target) => ask(target, {}, { body: '{"query":"{ nothing }"}' })],
    ['a refused caller', (target) => ask(target, { authorization: 'Bearer x' })],
    ['a missing address', (target) => ask(target, {}, {}, '/nothing')],
    ['a refused method', (target) => ask(target, {}, { method: 'PUT' })],
    ['a body that is too large', (target) => ask(target, {}, { body: ' '.repeat(1_100_000) })],
    ['a probe', (target) => fetch(`${target.origin}/health/ready`)],
    ['a preflight', (target) => preflight(target, LISTED)],
  ]

  it.each(ANSWERS)('%s: cannot be sniffed, framed, run or kept', async (_what, send) => {
    for (const target of [gateway, open]) {
      const { headers } = await send(target)

      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      expect(headers.get('strict-transport-security')).toBe(target === open ? 'max-age=31536000; includeSubDomains' : null)
      expect(headers.has('x-powered-by') || headers.has('server')).toBe(false)
    }
  })

  it('a stream: the same', async () => {
    const delivery = await startLittleDelivery()
    const streaming = await startGatewayOver([delivery])
    delivery.setRun('run_a', 'RUNNING')
    const stream = await openEventStream(`${streaming.origin}/live/runs/run_a`, {
      authorization: tokenOf(person(['delivery:read'])),
    })
    await stream.close()
    await streaming.stop()
    await delivery.stop()

    expect(stream.headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' })
    expect(stream.headers['cache-control']).toBe('no-store, no-transform')
  })
})

function preflight(target: AttackedGateway, origin: string): Promise<Response> {
  const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
  return fetch(`${target.origin}/graphql`, { method: 'OPTIONS', headers })
}

const corsOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control')))

describe('pages of other origins', () => {
  const STRANGERS = [
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    'https://evil.example/https://app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'https://app.example.com/',
    'https://sub.app.example.com',
    'https://app_example.com',
    '*',
  ]

  it('are told nothing unless origins are listed', async () => {
    const asked = await preflight(gateway, LISTED)
    const answered = await ask(gateway, { origin: LISTED })

    expect([asked.status, corsOf(asked), corsOf(answered)]).toEqual([405, {}, {}])
  })

  it.each(STRANGERS)('%s is not a listed one', async (origin) => {
    for (const response of [await preflight(open, origin), await ask(open, { origin })]) {
      expect(corsOf(response)).toEqual({})
      expect(response.headers.get('vary')).toBe('origin')
    }
  })

  it('may call when they are listed, without the credentials of the browser', async () => {
    const asked = await preflight(open, LISTED)

    expect(asked.status).toBe(204)
    expect(corsOf(asked)).toEqual({
      'access-control-allow-origin': LISTED,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringContaining('authorization'),
      'access-control-expose-headers': expect.any(String),
      'access-control-max-age': '600',
    })
    expect(corsOf(await ask(open, { origin: LISTED }))).toEqual({
      'access-control-allow-origin': LISTED,
      'access-control-expose-headers': expect.stringContaining('x-request-id'),
    })
  })

  it('that are listed may read why they were refused', async () => {
    const refused = await ask(open, { origin: LISTED, authorization: 'Bearer x' })

    expect(refused.status).toBe(401)
    expect(refused.headers.get('access-control-allow-origin')).toBe(LISTED)
  })

  it('get no further with a preflight than to its answer', async () => {
    const before = open.subgraph.received.length
    const response = await fetch(`${open.origin}/graphql?query=${encodeURIComponent('{ accounts { name } }')}`, {
      method: 'OPTIONS',
      headers: { origin: LISTED, 'access-control-request-method': 'POST', authorization: `Bearer ${open.issuer.token()}` },
    })

    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(open.subgraph.received).toHaveLength(before)
  })
})
