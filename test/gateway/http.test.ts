import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type GatewayUnderTest, startGatewayOver, tokenOf } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { person } from './support/principal.ts'

let books: LittleSubgraph
let gateway: GatewayUnderTest

beforeAll(async () => {
  books = await startLittleSubgraph({
    name: 'books',
    sdl: `enum Kind { NOVEL } type Book { id: ID! title: String } type Query { book(id: ID, kind: Kind): Book slow: Int } type Mutation { lend(copies: Int!): Book }`,
    resolvers: {
      Query: {
        book: () => ({ id: '1', title: 'Emma' }),
        slow: () => new Promise((resolve) => setTimeout(() => resolve(1), 300)),
      },
      Mutation: { lend: () => ({ id: '1', title: 'Emma' }) },
    },
  })
  gateway = await startGatewayOver([books], { config: { bodyLimitBytes: 2_000 } })
})
afterAll(async () => {
  await gateway.stop()
  await books.stop()
})
beforeEach(() => {
  gateway.logLines.length = 0
})

const authorization = tokenOf(person([]))
const JSON_HEADERS = { 'content-type': 'application/json', authorization }
const BOOK = JSON.stringify({ query: '{ book { title } }' })

async function send(path: string, init: RequestInit) {
  const response = await fetch(`${gateway.origin}${path}`, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, code: codeIn(text) }
}
const codeIn = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).errors?.[0]?.extensions?.code : undefined)
const post = (init: RequestInit) => send('/graphql', { method: 'POST', headers: JSON_HEADERS, body: BOOK, ...init })
const get = (query: string, headers: Record<string, string> = { authorization }) =>
  send(`/graphql?${new URLSearchParams({ query })}`, { headers })

describe('requests the graph does not answer', () => {
  it.each([
    ['another address', () => send('/other', { headers: { authorization } }), 404, 'NOT_FOUND'],
    ['the root: there is no landing page', () => send('/', { headers: { accept: 'text/html' } }), 404, 'NOT_FOUND'],
    ['PUT', () => post({ method: 'PUT' }), 405, 'METHOD_NOT_ALLOWED'],
    [
      'a body that declares itself too large',
      () => post({ body: JSON.stringify({ query: '#'.repeat(3_000) }) }),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a body that turns out too large', () => post({ body: endless(), duplex: 'half' } as RequestInit), 413, 'PAYLOAD_TOO_LARGE'],
    [
      'no content type',
      () => post({ headers: { authorization }, body: new Uint8Array(Buffer.from(BOOK)) }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a form',
      () => post({ headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['plain text', () => post({ headers: { authorization, 'content-type': 'text/plain' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'another charset',
      () => post({ headers: { ...JSON_HEADERS, 'content-type': 'application/json; charset=latin1' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a compressed body',
      () => post({ headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' } }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a body that is not JSON', () => post({ body: '{"query":' }), 400, 'BAD_REQUEST'],
    ['a body that is not UTF-8', () => post({ body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) }), 400, 'BAD_REQUEST'],
    ['an empty body', () => post({ body: '' }), 400, 'BAD_REQUEST'],
    ['a batch', () => post({ body: `[${BOOK},${BOOK}]` }), 400, 'BAD_REQUEST'],
    ['variables that are no object', () => post({ body: '{"query":"{ __typename }","variables":[1]}' }), 400, 'BAD_REQUEST'],
    ['a GET that another site could send', () => get('{ __typename }', { cookie: 'a=b' }), 401, 'UNAUTHENTICATED'],
    ['a mutation by GET', () => get('mutation { lend(copies: 1) { id } }'), 405, 'METHOD_NOT_ALLOWED'],
    ['a syntax error', () => post({ body: '{"query":"{ book {"}' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', () => post({ body: '{"query":"{ nothing }"}' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'the entities of the subgraphs',
      () => post({ body: '{"query":"{ _entities(representations: []) { __typename } }"}' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['the SDL of the subgraphs', () => post({ body: '{"query":"{ _service { sdl } }"}' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an alias that pretends to be a type name',
      () => post({ body: '{"query":"{ book { __typename: title } }"}' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a subscription', () => post({ body: '{"query":"subscription { a }"}' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two operations and no name',
      () => post({ body: '{"query":"query A { __typename } query B { __typename }"}' }),
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'an operation that is not there',
      () => post({ body: '{"query":"query A { __typename }","operationName":"B"}' }),
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a missing variable',
      () => post({ body: '{"query":"mutation ($n: Int!) { lend(copies: $n) { id } }"}' }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a variable of another type',
      () => post({ body: '{"query":"query ($k: Kind) { book(kind: $k) { id } }","variables":{"k":"POEM"}}' }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a persisted query',
      () => post({ body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}' }),
      404,
      'PERSISTED_QUERY_NOT_IN_LIST',
    ],
    ['a document of too many tokens', () => bigDocument(), 400, 'GRAPHQL_PARSE_FAILED'],
  ])('refuses %s', async (_what, request, status, code) => {
    expect(await request()).toMatchObject({ status, code })
  })

  it('names the allowed methods with a 405', async () => {
    expect((await post({ method: 'DELETE' })).headers.get('allow')).toBe('GET, POST')
    expect((await get('mutation { lend(copies: 1) { id } }')).headers.get('allow')).toBe('POST')
  })

  it('answers a bad HTTP request and oversized headers without a trace of the inside', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request/)
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nx: ${'a'.repeat(30_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  })
})

async function bigDocument() {
  const roomy = await startGatewayOver([books])
  const { status, body } = await roomy.ask(`{ ${'book { id } '.repeat(4_000)} }`)
  await roomy.stop()
  return { status, code: body.errors?.[0]?.extensions.code }
}

function endless(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (let chunk = 0; chunk < 10; chunk += 1) controller.enqueue(new TextEncoder().encode(' '.repeat(1_000)))
      controller.close()
    },
  })
}

function raw(text: string): Promise<string> {
  const { port } = new URL(gateway.origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
    socket.once('data', (data) => resolve(data.toString()))
    socket.once('error', reject)
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
  })
}

describe('callers', () => {
  it('without a token are refused before the body is looked at', async () => {
    const { status, headers, code } = await post({ headers: { 'content-type': 'text/plain' }, body: 'not even JSON' })

    expect([status, code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(headers.get('www-authenticate')).toContain('Bearer')
  })

  it('with a bad token are refused, and told nothing about why', async () => {
    const { status, text } = await post({ headers: { ...JSON_HEADERS, authorization: 'Bearer !' } })

    expect(status).toBe(401)
    expect(text).not.toContain('bad token')
    expect(gateway.logLines).toContainEqual(expect.objectContaining({ reason: 'a bad token' }))
  })

  it('may ask by GET with a token, because a token needs a preflight', async () => {
    expect(await get('{ book { title } }')).toMatchObject({ status: 200, text: '{"data":{"book":{"title":"Emma"}}}\n' })
  })

  it('may read the schema, unless the configuration says no', async () => {
    const closed = await startGatewayOver([books], { config: { introspection: false } })
    const query = '{ __schema { queryType { name } } }'
    const [open, refused] = [await gateway.ask(query), await closed.ask(query)]
    await closed.stop()

    expect(open.body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } })
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  })

  it('see no vendor extension of the engine', async () => {
    const { body } = await gateway.ask('{ book { title } }', {
      headers: { 'apollo-query-plan-experimental': '1', 'apollo-federation-include-trace': 'ftv1' },
    })

    expect(body).toEqual({ data: { book: { title: 'Emma' } } })
  })
})

describe('the answer', () => {
  it('carries the safe request id of the caller, and one of ours otherwise', async () => {
    expect((await post({ headers: { ...JSON_HEADERS, 'x-request-id': 'order-4711.a_B' } })).headers.get('x-request-id')).toBe(
      'order-4711.a_B',
    )
    for (const unsafe of ['short', 'a'.repeat(65), 'with space in it', '<script>alert</script>']) {
      const { headers } = await post({ headers: { ...JSON_HEADERS, 'x-request-id': unsafe } })
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('is never kept by a cache nor sniffed, and says no timing unless configured', async () => {
    const { headers } = await post({})

    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.has('server-timing')).toBe(false)
  })

  it('has the media type that the caller accepts', async () => {
    const accept = 'application/graphql-response+json'
    const { headers, status } = await post({ headers: { ...JSON_HEADERS, accept } })

    expect([status, headers.get('content-type')]).toEqual([200, 'application/graphql-response+json; charset=utf-8'])
    expect((await post({ headers: { ...JSON_HEADERS, accept: 'image/png' } })).status).toBe(406)
  })

  it('leaves one line in the log, without variables and tokens', async () => {
    const query = 'mutation Lend($copies: Int!) { lend(copies: $copies) { title } }'
    await gateway.ask(query, { as: person([], { subject: 'user:ada' }), variables: { copies: 424_242 } })

    const lines = gateway.logLines.filter(({ msg }) => msg === 'request')
    expect(lines).toEqual([
      expect.objectContaining({
        requestId: expect.any(String),
        operationName: 'Lend',
        operationType: 'mutation',
        status: 200,
        durationMs: expect.any(Number),
        subject: 'user:ada',
        clientId: 'test-client',
        fetches: 1,
        errorCodes: [],
      }),
    ])
    expect(JSON.stringify(gateway.logLines)).not.toMatch(/424242|Bearer|eyJ/)
  })

  it('notes the codes of what went wrong in the log', async () => {
    await post({ body: '{"query":"{ nothing }"}' })
    await post({ headers: {} })

    expect(gateway.logLines.filter(({ msg }) => msg === 'request').map(({ errorCodes }) => errorCodes)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED'],
      ['UNAUTHENTICATED'],
    ])
  })
})

describe('health and stopping', () => {
  it('answers both probes without a token', async () => {
    expect(await send('/health/live', {})).toMatchObject({ status: 200, text: '{"status":"live"}\n' })
    expect(await send('/health/ready', {})).toMatchObject({ status: 200, text: '{"status":"ready"}\n' })
  })

  it('takes readiness down first, lets requests in flight finish, then closes', async () => {
    const leaving = await startGatewayOver([books], { config: { drainMs: 200 } })
    const inFlight = leaving.ask('{ slow }')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const stopped = leaving.stop()
    const ready = await fetch(`${leaving.origin}/health/ready`)
    const live = await fetch(`${leaving.origin}/health/live`)
    const late = await leaving.ask('{ book { title } }')

    expect([ready.status, live.status, late.status]).toEqual([503, 200, 200])
    expect((await inFlight).body).toEqual({ data: { slow: 1 } })
    await stopped
    await expect(fetch(`${leaving.origin}/health/live`)).rejects.toThrow()
  })

  it('closes after the stop timeout even when a request hangs', async () => {
    const leaving = await startGatewayOver([books], { config: { stopTimeoutMs: 200 } })
    books.fail(() => undefined)
    const hanging = leaving.ask('{ book { title } }').catch(() => 'cut off')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const startedAt = Date.now()
    await leaving.stop()
    books.fail(null)

    expect(Date.now() - startedAt).toBeLessThan(1_500)
    expect(await hanging).toBe('cut off')
  })
})
