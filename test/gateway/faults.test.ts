import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { ENVELOPE_KEY, type GatewayUnderTest, startGatewayOver } from './support/gateway-under-test.ts'
import { type Fault, type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'

const CRM = `
  type Account @key(fields: "id") { id: ID! name: String region: String! }
  type Query { account: Account accounts: [Account!]! must: Account! }
  type Mutation { rename: Account }`
const ERP = `
  type Account @key(fields: "id") { id: ID! balance: Int invoices: [Int!] }
  type Query { total: Int fail(how: String!): Int }`

const TIMEOUT_MS = 400
const account = (id: string) => ({ __typename: 'Account', id, name: `Account ${id}`, region: 'EU' })

let crm: LittleSubgraph
let erp: LittleSubgraph
let gateway: GatewayUnderTest

const FAILURES: Readonly<Record<string, () => unknown>> = {
  internal: () => new Error('relation "erp.charge" does not exist at 10.0.0.5:5432'),
  stolenCode: () => new GraphQLError('pg://secret', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } }),
  cursor: () =>
    new GraphQLError('The cursor is of another list.', { extensions: { code: 'BAD_CURSOR', stacktrace: ['at x.ts'] } }),
  forbidden: () => new GraphQLError('row rule rr-7 on erp.charge', { extensions: { code: 'FORBIDDEN', http: { status: 403 } } }),
}

beforeAll(async () => {
  crm = await startLittleSubgraph({
    name: 'crm-internal-name',
    sdl: CRM,
    envelopeKey: ENVELOPE_KEY,
    resolvers: {
      Query: { account: () => account('1'), accounts: () => [account('1'), account('2')], must: () => account('1') },
      Mutation: { rename: () => account('1') },
      Account: { __resolveReference: ({ id }: { id: string }) => account(id) },
    },
  })
  erp = await startLittleSubgraph({
    name: 'erp',
    sdl: ERP,
    envelopeKey: ENVELOPE_KEY,
    resolvers: {
      Query: {
        total: () => 7,
        fail: (_: unknown, { how }: { how: string }) => {
          throw FAILURES[how]?.()
        },
      },
      Account: { balance: () => 5, invoices: () => [1] },
    },
  })
  gateway = await startGatewayOver([crm, erp], {
    config: { subgraphs: { erp: { timeoutMs: TIMEOUT_MS, maxResponseBytes: 100_000 } } },
  })
})
afterAll(async () => {
  await gateway.stop()
  await crm.stop()
  await erp.stop()
})
beforeEach(() => {
  erp.fail(null)
  crm.fail(null)
  gateway.logLines.length = 0
})

const json = (response: ServerResponse, status: number, body: string, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body)
}
const UNAVAILABLE = 'SUBGRAPH_UNAVAILABLE'
const TIMEOUT = 'SUBGRAPH_TIMEOUT'
const faults: readonly (readonly [string, string, Fault])[] = [
  ['answers 500', UNAVAILABLE, (response) => json(response, 500, '{"errors":[{"message":"pg down at 10.0.0.5"}]}')],
  ['answers 503 in HTML', UNAVAILABLE, (response) => json(response, 503, '<h1>nginx</h1>', { 'content-type': 'text/html' })],
  ['resets the connection', UNAVAILABLE, (response) => response.destroy()],
  ['answers garbage', UNAVAILABLE, (response) => json(response, 200, '{"data": {"tot')],
  ['answers a list', UNAVAILABLE, (response) => json(response, 200, '[1,2]')],
  ['answers neither data nor errors', UNAVAILABLE, (response) => json(response, 200, '{}')],
  ['answers data of a wrong kind', UNAVAILABLE, (response) => json(response, 200, '{"data":[]}')],
  [
    'answers another type',
    UNAVAILABLE,
    (response) => json(response, 200, '{"data":{"total":1}}', { 'content-type': 'text/plain' }),
  ],
  ['redirects elsewhere', UNAVAILABLE, (response) => json(response, 302, '', { location: `${crm.url}?stolen` })],
  [
    'refuses the envelope',
    UNAVAILABLE,
    (response) => json(response, 401, '{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}'),
  ],
  ['answers too much', UNAVAILABLE, (response) => json(response, 200, `{"data":{"total":"${'x'.repeat(200_000)}"}}`)],
  [
    'breaks off in the middle',
    UNAVAILABLE,
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 })
      response.write('{"data":')
      setTimeout(() => response.destroy(), 20)
    },
  ],
  ['hangs', TIMEOUT, () => undefined],
  [
    'sends headers and hangs',
    TIMEOUT,
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
    },
  ],
  [
    'drips',
    TIMEOUT,
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(drip))
    },
  ],
]

describe('a subgraph that fails', () => {
  it.each(faults)('%s: its branches are null with a coded error, the others are answered (%s)', async (_name, code, fault) => {
    erp.fail(fault)
    const startedAt = Date.now()
    const { status, body } = await gateway.ask('{ account { name balance x: invoices } total }')

    expect(Date.now() - startedAt).toBeLessThan(2 * TIMEOUT_MS + 400)
    expect(status).toBe(200)
    expect(body.data).toEqual({ account: { name: 'Account 1', balance: null, x: null }, total: null })
    expect(body.errors?.map(({ path, extensions }) => [path?.join('.'), extensions]).sort()).toEqual([
      ['account.balance', { code, retryable: true }],
      ['account.x', { code, retryable: true }],
      ['total', { code, retryable: true }],
    ])
    expect(JSON.stringify(body)).not.toMatch(/erp|crm|127\.0\.0\.1|10\.0\.0|nginx|pg|serviceName|stack/)
  })

  it('recovers with the next request once the subgraph heals', async () => {
    erp.fail(() => undefined)
    await gateway.ask('{ total }')
    erp.fail(null)

    expect((await gateway.ask('{ total }')).body).toEqual({ data: { total: 7 } })
  })

  it('names a list once, whatever the number of its items', async () => {
    erp.fail((response) => json(response, 500, '{}'))
    const { body } = await gateway.ask('{ accounts { name balance } }')

    expect(body.data?.accounts).toEqual([
      { name: 'Account 1', balance: null },
      { name: 'Account 2', balance: null },
    ])
    expect(body.errors?.map(({ path }) => path)).toEqual([['accounts', '@', 'balance']])
  })

  it('is not asked again for a mutation', async () => {
    crm.received.length = 0
    crm.fail((response) => response.destroy())
    const { body } = await gateway.ask('mutation { rename { name } }')

    expect(body.data).toEqual({ rename: null })
    expect(crm.received).toHaveLength(1)
  })

  it('is named in the log, with the request id', async () => {
    erp.fail((response) => json(response, 500, '{}'))
    await gateway.ask('{ total }', { headers: { 'x-request-id': 'fault-0001' } })

    expect(gateway.logLines).toContainEqual(
      expect.objectContaining({ requestId: 'fault-0001', subgraph: 'erp', reason: 'status 500' }),
    )
  })
})

describe('the deadline of a request', () => {
  it('gives up fetches that are under way, and answers the rest', async () => {
    const hurried = await startGatewayOver([crm, erp], { config: { deadlineMs: 300, subgraphs: { erp: { timeoutMs: 10_000 } } } })
    erp.fail(() => undefined)
    const startedAt = Date.now()
    const { body } = await hurried.ask('{ account { name } total }')
    const tookMs = Date.now() - startedAt
    await hurried.stop()

    expect(body.data).toEqual({ account: { name: 'Account 1' }, total: null })
    expect(body.errors?.[0]?.extensions.code).toBe('SUBGRAPH_TIMEOUT')
    expect(tookMs).toBeLessThan(900)
  })

  it('cancels the work of a client that is gone', async () => {
    const cancelled = new Promise<void>((resolve) => erp.fail((response) => response.on('close', resolve)))
    const client = new AbortController()
    const asked = fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${Buffer.from('{"scopes":[]}').toString('base64url')}`,
      },
      body: '{"query":"{ total }"}',
      signal: client.signal,
    }).catch(() => undefined)
    setTimeout(() => client.abort(), 100)
    const startedAt = Date.now()

    await cancelled
    await asked
    expect(Date.now() - startedAt).toBeLessThan(TIMEOUT_MS)
  })
})

describe('errors that a subgraph reports', () => {
  const ask = async (how: string) =>
    (await gateway.ask('query ($how: String!) { fail(how: $how) account { name } }', { variables: { how } })).body

  it('[AP-06] are masked when they are not on the list, with the request id and nothing else', async () => {
    const { data, errors } = await ask('internal')

    expect(data).toEqual({ fail: null, account: { name: 'Account 1' } })
    expect(errors).toEqual([
      {
        message: 'Unexpected error. Report the request id.',
        path: ['fail'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, requestId: expect.any(String) },
      },
    ])
    expect(gateway.logLines).toContainEqual(
      expect.objectContaining({
        subgraph: 'erp',
        error: expect.objectContaining({ message: expect.stringContaining('10.0.0.5') }),
      }),
    )
  })

  it('cannot borrow a code that only the gateway may use', async () => {
    const { errors } = await ask('stolenCode')

    expect(errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(errors)).not.toContain('secret')
  })

  it('go on with their message when a resolver wrote it for callers, without other extensions', async () => {
    const { errors } = await ask('cursor')

    expect(errors).toEqual([
      { message: 'The cursor is of another list.', path: ['fail'], extensions: { code: 'BAD_CURSOR', retryable: false } },
    ])
  })

  it('leave the status of the answer alone', async () => {
    const response = await gateway.ask('{ fail(how: "forbidden") total }')

    expect(response.status).toBe(200)
    expect(response.body.data).toEqual({ fail: null, total: 7 })
    expect(response.body.errors?.[0]).toMatchObject({ message: 'Not allowed.', extensions: { code: 'FORBIDDEN' } })
  })

  it('never name a field that the client did not ask for', async () => {
    erp.fail((response) =>
      json(response, 200, '{"data":{"_entities":[null]},"errors":[{"message":"x","path":["_entities",0,"hiddenKey"]}]}'),
    )
    const { body } = await gateway.ask('{ account { name balance } }')

    expect(JSON.stringify(body)).not.toContain('hiddenKey')
    expect(body.errors?.[0]?.path).toEqual(['account'])
  })

  it('turn a null at a non-null position into an error, never into silence', async () => {
    crm.fail((response) => json(response, 200, '{"data":{"account":{"__typename":"Account","id":"1","region":null}}}'))
    const { body } = await gateway.ask('{ account { region } }')

    expect(body.data).toEqual({ account: null })
    expect(body.errors?.[0]).toMatchObject({ path: ['account', 'region'], extensions: { code: 'INTERNAL_SERVER_ERROR' } })
  })

  it('answer 500 without data when a subgraph breaks the schema beyond repair', async () => {
    crm.fail((response) => json(response, 200, '{"data":{"accounts":{"id":"1"}}}'))
    const { status, body } = await gateway.ask('{ accounts { name } }')

    expect(status).toBe(500)
    expect(body).toEqual({ errors: [expect.objectContaining({ message: 'Unexpected error. Report the request id.' })] })
  })
})
