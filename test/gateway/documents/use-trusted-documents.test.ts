import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { LEVELS, type Level } from '../../../gateway/documents/level.ts'
import { type AnswerBody, CLIENT_RULES, type GatewayUnderTest, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from '../support/little-subgraph.ts'
import { person } from '../support/principal.ts'
import { createDocumentFiles, type DocumentFiles, idOf } from './document-files.ts'

const BOOK = 'query Book($id: ID = "1") {\n  book(id: $id) { ...Title }\n}\n\nfragment Title on Book { title }'
/** The same operation, written by another printer. */
const BOOK_REWRITTEN = '# mine\nfragment Title on Book{title} query Book($id:ID="1"){book(id:$id){...Title}}'
const BROKEN = 'query Broken { fails }'
const LEND = 'mutation Lend { lend { title } }'
const UNKNOWN = '{ book { id } }'
const INTROSPECTION = 'query Schema { __schema { queryType { ...Name } } } fragment Name on __Type { name }'
const GLOBEX_ONLY = 'query Globex { book { id title } }'
const SHARED = 'query Shared { __typename }'

const ACME = person([], { clientId: 'acme', partner: { id: 'par_1', kind: 'CLIENT', accountIds: [], supplierIds: [] } })
const GLOBEX = person([], { clientId: 'globex', partner: ACME.partner })
const ADA = person([], { clientId: 'acme' })

let books: LittleSubgraph
let files: DocumentFiles
const gateways = new Map<Level, GatewayUnderTest>()

beforeAll(async () => {
  books = await startLittleSubgraph({
    name: 'books',
    sdl: `type Book @tag(name: "client") { id: ID! title: String }
      type Query { book(id: ID): Book @tag(name: "client") fails: Int @tag(name: "client") }
      type Mutation { lend: Book @tag(name: "client") }`,
    resolvers: {
      Query: {
        book: () => ({ id: '1', title: 'Emma' }),
        fails: () => {
          throw new Error('no')
        },
      },
      Mutation: { lend: () => ({ id: '1', title: 'Emma' }) },
    },
  })
  files = createDocumentFiles()
  files.register('acme', BOOK, BROKEN, LEND)
  files.register('globex', GLOBEX_ONLY)
  files.register('everybody', SHARED)
  for (const level of LEVELS) gateways.set(level, await startAt(level))
})
afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.stop()))
  await books.stop()
  files.remove()
})
beforeEach(() => {
  for (const { logLines } of gateways.values()) logLines.length = 0
  books.received.length = 0
})

function startAt(client: Level, config: object = {}): Promise<GatewayUnderTest> {
  const shared = { client: `${files.folder}/everybody/manifest.json` }
  return startGatewayOver([books], {
    variantRules: CLIENT_RULES,
    config: {
      documents: { folder: files.folder, levels: { client }, shared },
      variants: { client: { introspection: true } },
      ...config,
    },
  })
}

function at(level: Level): GatewayUnderTest {
  const gateway = gateways.get(level)
  if (gateway === undefined) throw new Error(level)
  return gateway
}

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: AnswerBody
  readonly code: unknown
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text()
  const body = text === '' ? {} : (JSON.parse(text) as AnswerBody)
  return { status: response.status, headers: response.headers, text, body, code: body.errors?.[0]?.extensions.code }
}

async function post(level: Level, body: object, as = ACME): Promise<Reply> {
  const headers = { 'content-type': 'application/json', authorization: tokenOf(as) }
  return read(await fetch(at(level).url, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function get(level: Level, parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  const search = new URLSearchParams(parameters)
  return read(await fetch(`${at(level).url}?${search}`, { headers: { authorization: tokenOf(ACME), ...headers } }))
}

const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })
const EMMA = { data: { book: { title: 'Emma' } } }
const requestLine = (level: Level) => at(level).logLines.find(({ msg }) => msg === 'request')

/** The table of governance 2.4, and what it leaves to be said. Null: it runs. */
const TABLE: readonly (readonly [string, object, Record<Level, readonly [number, string] | null>])[] = [
  ['a registered id', { documentId: idOf(BOOK) }, { off: null, 'log-unknown': null, safelist: null, 'id-only': null }],
  [
    'an unknown id',
    { documentId: idOf(UNKNOWN) },
    {
      off: [404, 'PERSISTED_QUERY_NOT_IN_LIST'],
      'log-unknown': [404, 'PERSISTED_QUERY_NOT_IN_LIST'],
      safelist: [404, 'PERSISTED_QUERY_NOT_IN_LIST'],
      'id-only': [404, 'PERSISTED_QUERY_NOT_IN_LIST'],
    },
  ],
  [
    'a registered text',
    { query: BOOK },
    { off: null, 'log-unknown': null, safelist: null, 'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'] },
  ],
  [
    'a registered text in other words',
    { query: BOOK_REWRITTEN },
    { off: null, 'log-unknown': null, safelist: null, 'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'] },
  ],
  [
    'an unknown text',
    { query: UNKNOWN },
    {
      off: null,
      'log-unknown': null,
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  [
    'a text that is not GraphQL',
    { query: '{ book {' },
    {
      off: [400, 'GRAPHQL_PARSE_FAILED'],
      'log-unknown': [400, 'GRAPHQL_PARSE_FAILED'],
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  [
    'neither id nor text',
    { variables: {} },
    {
      off: [400, 'BAD_REQUEST'],
      'log-unknown': [400, 'BAD_REQUEST'],
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  ['introspection', { query: INTROSPECTION }, { off: null, 'log-unknown': null, safelist: null, 'id-only': null }],
  [
    'introspection with something else beside it',
    { query: '{ __schema { queryType { name } } book { id } }' },
    {
      off: null,
      'log-unknown': null,
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  [
    'introspection with another operation beside it',
    { query: 'query A { __typename } query B { book { id } }', operationName: 'B' },
    {
      off: null,
      'log-unknown': null,
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  [
    'a fragment at the root, whatever is in it',
    { query: '{ ... { __typename book { id } } }' },
    {
      off: null,
      'log-unknown': null,
      safelist: [403, 'QUERY_NOT_IN_SAFELIST'],
      'id-only': [400, 'PERSISTED_QUERY_ID_REQUIRED'],
    },
  ],
  [
    'a registered id together with its own text',
    { documentId: idOf(BOOK), query: BOOK },
    {
      off: [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      'log-unknown': [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      safelist: [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      'id-only': [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    },
  ],
  [
    'the registration of a text by its hash (automatic persisted queries)',
    { query: UNKNOWN, ...persisted(idOf(UNKNOWN)) },
    {
      off: [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      'log-unknown': [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      safelist: [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
      'id-only': [400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    },
  ],
]

describe.each(LEVELS)('at the level %s', (level) => {
  it.each(TABLE.map(([what, body, verdicts]) => [what, body, verdicts[level]] as const))('%s', async (_what, body, verdict) => {
    const { status, code, body: answer } = await post(level, body)

    expect([status, code]).toEqual(verdict ?? [200, undefined])
    if (verdict === null) expect(answer.data).toBeTruthy()
    else expect(books.received).toEqual([])
  })

  it('runs a registered document in each form in which clients name one', async () => {
    const forms = [{ id: idOf(BOOK) }, { documentId: `sha256:${idOf(BOOK)}` }, persisted(idOf(BOOK))]

    for (const form of forms) expect((await post(level, form)).body).toEqual(EMMA)
    expect((await post(level, { ...forms[0], ...forms[1], ...forms[2], query: null, variables: { id: '2' } })).body).toEqual(EMMA)
    expect(books.received.at(-1)?.variables).toEqual({ id: '2' })
  })

  it('says in the log which document it was, and whether it is registered', async () => {
    await post(level, { documentId: idOf(BOOK) })
    expect(requestLine(level)).toMatchObject({ documentId: idOf(BOOK), documentKnown: true })

    at(level).logLines.length = 0
    await post(level, { documentId: 'x'.repeat(5_000) })
    expect(requestLine(level)).toMatchObject({ documentId: 'x'.repeat(100), documentKnown: false })
  })
})

describe('unknown operations', () => {
  it('are written down at the level log-unknown, with client and digest and without their text', async () => {
    await post('log-unknown', { query: UNKNOWN })

    const warning = at('log-unknown').logLines.find(({ msg }) => msg === 'unknown operation')
    expect(warning).toMatchObject({ clientId: 'acme', variant: 'client', digest: idOf(UNKNOWN) })
    expect(requestLine('log-unknown')).toMatchObject({ documentId: idOf(UNKNOWN), documentKnown: false })
    expect(JSON.stringify(at('log-unknown').logLines)).not.toContain('book {')
  })

  it('cause no warning when they are registered in other words, or ask for the schema alone', async () => {
    await post('log-unknown', { query: BOOK_REWRITTEN })
    await post('log-unknown', { query: INTROSPECTION })

    expect(at('log-unknown').logLines.filter(({ msg }) => msg === 'unknown operation')).toEqual([])
  })

  it('are not kept by any cache when their id was not found', async () => {
    const { headers } = await post('id-only', { documentId: idOf(UNKNOWN) })

    expect(headers.get('cache-control')).toBe('private, no-cache, must-revalidate')
  })
})

describe('whose documents', () => {
  it('a caller may ask for is decided by the client in its token', async () => {
    expect((await post('id-only', { documentId: idOf(GLOBEX_ONLY) }, GLOBEX)).status).toBe(200)
    expect((await post('id-only', { documentId: idOf(GLOBEX_ONLY) }, ACME)).code).toBe('PERSISTED_QUERY_NOT_IN_LIST')
    expect((await post('safelist', { query: GLOBEX_ONLY }, ACME)).code).toBe('QUERY_NOT_IN_SAFELIST')
  })

  it('is not what a header or the body says', async () => {
    const headers = {
      'content-type': 'application/json',
      authorization: tokenOf(ACME),
      'apollographql-client-name': 'globex',
      'graphql-client-name': 'globex',
      'x-client-id': 'globex',
    }
    const body = JSON.stringify({ documentId: idOf(GLOBEX_ONLY), clientName: 'globex', extensions: { clientId: 'globex' } })
    const { status } = await fetch(at('id-only').url, { method: 'POST', headers, body })

    expect(status).toBe(404)
  })

  it('are those that its variant shares beside its own', async () => {
    const shared = { documentId: idOf(SHARED) }

    expect((await post('id-only', shared, ACME)).status).toBe(200)
    expect((await post('id-only', shared, GLOBEX)).status).toBe(200)
    expect((await post('id-only', shared, person([]))).status).toBe(404)
  })

  it('leaves people of the firm free at the default level of the firm, through the same client', async () => {
    expect((await post('id-only', { query: UNKNOWN }, ADA)).status).toBe(200)
  })
})

describe('introspection', () => {
  it('is refused like any other text where the configuration forbids it', async () => {
    for (const [level, code] of [
      ['id-only', 'PERSISTED_QUERY_ID_REQUIRED'],
      ['safelist', 'QUERY_NOT_IN_SAFELIST'],
    ] as const) {
      const closed = await startAt(level, { introspection: false, variants: {} })
      const { body } = await closed.ask(INTROSPECTION, { as: ACME })
      await closed.stop()

      expect(body.errors?.[0]?.extensions.code).toBe(code)
    }
  })
})

describe('strange ids', () => {
  it.each([
    ['in upper case', idOf(BOOK).toUpperCase()],
    ['of the raw text instead of what it says', 'a'.repeat(64)],
    ['with blanks around it', ` ${idOf(BOOK)} `],
    ['with a null byte', `${idOf(BOOK)}\0`],
    ['with the prefix twice', `sha256:sha256:${idOf(BOOK)}`],
    ['with the prefix in upper case', `SHA256:${idOf(BOOK)}`],
    ['cut short', idOf(BOOK).slice(0, 63)],
    ['that is a file', '../acme/Book.graphql'],
    ['that is the name of the operation', 'Book'],
    ['that is huge', 'f'.repeat(900_000)],
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((name) => [`that is ${name}`, name] as const),
  ])('%s is not found', async (_what, documentId) => {
    const reply = await post('off', { documentId })

    expect([reply.status, reply.code]).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST'])
    expect(reply.text.length).toBeLessThan(500)
  })

  it.each([
    ['a number', { documentId: 1 }],
    ['an object', { documentId: { toString: 'x' } }],
    ['a list', { id: [idOf(BOOK)] }],
    ['nothing', { documentId: '' }],
    ['two different ones', { id: idOf(BOOK), documentId: idOf(LEND) }],
    ['a persisted query without a hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['a persisted query of another version', { extensions: { persistedQuery: { version: 2, sha256Hash: idOf(BOOK) } } }],
    ['a persisted query that is a text', { extensions: { persistedQuery: idOf(BOOK) } }],
    ['a persisted query that is false', { extensions: { persistedQuery: false }, query: UNKNOWN }],
  ])('%s is a bad request', async (_what, body) => {
    const { status, code } = await post('off', body)

    expect([status, code]).toEqual([400, 'BAD_REQUEST'])
  })

  it('of an operation that the document does not have run nothing', async () => {
    const { status, code } = await post('id-only', { documentId: idOf(BOOK), operationName: 'Lend' })

    expect([status, code]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE'])
    expect(books.received).toEqual([])
  })

  it('are not found in what a text hides from the parser', async () => {
    const bomb = `query Book { ${'...'.repeat(6_000)} }`
    const deep = `{ ${'book { '.repeat(4_000)} id ${'}'.repeat(4_000)} }`

    for (const query of [bomb, deep, `${BOOK}\u0000`]) {
      expect((await post('safelist', { query })).code).toBe('QUERY_NOT_IN_SAFELIST')
    }
  })
})

describe('a query by id and GET', () => {
  const byHash = { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: idOf(BOOK) } }) }

  it('is answered for the client to keep and to ask again, under its token', async () => {
    const { status, headers, body } = await get('id-only', { ...byHash, variables: '{"id":"3"}' })

    expect([status, body]).toEqual([200, EMMA])
    expect(books.received.at(-1)?.variables).toEqual({ id: '3' })
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['accept', 'authorization']))
    expect(headers.get('etag')).toMatch(/^"[\w-]{43}"$/)
  })

  it('is answered 304 without a body when nothing has changed, and is authorised all the same', async () => {
    const first = await get('id-only', byHash)
    const etag = first.headers.get('etag') ?? ''
    const again = await get('id-only', byHash, { 'if-none-match': `"other", W/${etag}` })
    const stranger = await get('id-only', byHash, { 'if-none-match': etag, authorization: tokenOf(GLOBEX) })
    const nobody = await get('id-only', byHash, { 'if-none-match': etag, authorization: 'Bearer !' })

    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag])
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
    expect([stranger.status, nobody.status]).toEqual([404, 401])
    expect(books.received).toHaveLength(2)
  })

  it('has another tag in another media type', async () => {
    const json = await get('id-only', byHash)
    const other = await get('id-only', byHash, { accept: 'application/graphql-response+json' })

    expect(other.headers.get('etag')).not.toBe(json.headers.get('etag'))
  })

  it('is kept by nobody when it has errors, or when it is not by id', async () => {
    const broken = await get('id-only', { documentId: idOf(BROKEN) })
    const free = await get('off', { query: UNKNOWN })
    const posted = await post('id-only', { documentId: idOf(BOOK) })

    for (const { headers } of [broken, free, posted]) {
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.has('etag')).toBe(false)
    }
    expect(broken.code).toBe('INTERNAL_SERVER_ERROR')
  })

  it('never runs a mutation', async () => {
    for (const parameters of [{ documentId: idOf(LEND) }, { id: idOf(LEND) }] as Record<string, string>[]) {
      const { status, code, headers } = await get('id-only', parameters)
      expect([status, code, headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'POST'])
    }
    expect(books.received).toEqual([])
    expect((await post('id-only', { documentId: idOf(LEND) })).status).toBe(200)
  })

  it.each([
    ['a parameter twice', `documentId=${'a'.repeat(64)}&documentId=b`],
    ['variables that are no JSON', `documentId=${'a'.repeat(64)}&variables={`],
    ['extensions that are no object', 'extensions=[1]'],
  ])('is a bad request with %s', async (_what, search) => {
    const response = await fetch(`${at('id-only').url}?${search}`, { headers: { authorization: tokenOf(ACME) } })

    expect((await read(response)).code).toBe('BAD_REQUEST')
  })
})
