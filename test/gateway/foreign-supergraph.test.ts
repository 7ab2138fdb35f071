import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { startGateway } from '../../gateway/main.ts'
import { compose } from './support/compose.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'

/** A graph of somebody else: its own names, its own scopes, subgraphs that know nothing of envelopes. */
const PLAIN = {
  books: 'type Book @key(fields: "isbn") { isbn: ID! title: String } type Query { books: [Book!]! }',
  reviews: 'type Book @key(fields: "isbn") { isbn: ID! stars: Int } type Query { best: Int }',
}
const PROTECTED = {
  books:
    'type Book @key(fields: "isbn") { isbn: ID! title: String price: Int @requiresScopes(scopes: [["books:trade"]]) } type Query { books: [Book!]! @authenticated }',
  reviews: PLAIN.reviews,
}

let folder: string
let books: LittleSubgraph
let reviews: LittleSubgraph
let issuer: { readonly url: string; readonly server: Server; tokenFor(scope: string): string }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  books = await startLittleSubgraph({
    name: 'books',
    sdl: PROTECTED.books,
    resolvers: { Query: { books: () => [{ isbn: '1', title: 'Emma', price: 9 }] } },
  })
  reviews = await startLittleSubgraph({
    name: 'reviews',
    sdl: PLAIN.reviews,
    resolvers: { Query: { best: () => 5 }, Book: { stars: () => 4 } },
  })
  issuer = await startIssuer()
})
afterAll(async () => {
  await books.stop()
  await reviews.stop()
  issuer.server.close()
  rmSync(folder, { recursive: true })
})

const silent = pino({ level: 'silent' })

function writeFiles(sdl: { readonly books: string; readonly reviews: string }, config: unknown) {
  const supergraphSdl = compose(
    { name: 'books', url: books.url, sdl: sdl.books },
    { name: 'reviews', url: reviews.url, sdl: sdl.reviews },
  )
  writeFileSync(join(folder, 'supergraph.graphql'), supergraphSdl)
  const file = join(folder, 'gateway.json')
  writeFileSync(file, JSON.stringify({ port: 0, supergraph: 'supergraph.graphql', ...(config as object) }))
  return file
}

async function ask(url: string, query: string, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a supergraph of somebody else', () => {
  it('is served to anybody when it has no auth directives and the configuration says so', async () => {
    const gateway = await startGateway({ env: {}, overrides: { config: writeFiles(PLAIN, { anonymous: true }) }, log: silent })
    const { body } = await ask(gateway.url, '{ books { title stars } best }')
    await gateway.stop()

    expect(body).toEqual({ data: { books: [{ title: 'Emma', stars: 4 }], best: 5 } })
    expect(books.received.at(-1)?.headers['x-delivery-envelope']).toBeUndefined()
  })

  it('is not served to anonymous callers by default', async () => {
    const gateway = await startGateway({
      env: {},
      overrides: { config: writeFiles(PLAIN, { issuers: [issuerConfig()] }) },
      log: silent,
    })
    const refused = await ask(gateway.url, '{ best }')
    const answered = await ask(gateway.url, '{ best }', issuer.tokenFor(''))
    await gateway.stop()

    expect(refused.status).toBe(401)
    expect(answered.body).toEqual({ data: { best: 5 } })
  })

  it('is protected by the tokens of its own issuer and by its own scopes', async () => {
    const config = { issuers: [issuerConfig()], authorization: { scopes: ['books:trade'] } }
    const gateway = await startGateway({ env: {}, overrides: { config: writeFiles(PROTECTED, config) }, log: silent })
    const reader = await ask(gateway.url, '{ books { title price stars } }', issuer.tokenFor('openid'))
    const trader = await ask(gateway.url, '{ books { title price stars } }', issuer.tokenFor('openid books:trade'))
    const forged = await ask(gateway.url, '{ best }', `${issuer.tokenFor('books:trade').slice(0, -6)}AAAAAA`)
    await gateway.stop()

    expect(reader.body).toMatchObject({
      data: { books: [{ title: 'Emma', price: null, stars: 4 }] },
      errors: [{ path: ['books', '@', 'price'] }],
    })
    expect(trader.body).toEqual({ data: { books: [{ title: 'Emma', price: 9, stars: 4 }] } })
    expect(forged.status).toBe(401)
  })

  it('keeps its protected parts closed to anonymous callers where they are let in', async () => {
    const config = { anonymous: true, authorization: { scopes: ['books:trade'] } }
    const gateway = await startGateway({ env: {}, overrides: { config: writeFiles(PROTECTED, config) }, log: silent })
    const { body } = await ask(gateway.url, '{ best books { title } }')
    await gateway.stop()

    expect(body.data).toBeNull() // books is not nullable
    expect(body.errors).toMatchObject([{ path: ['books'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }])
  })
})

describe('docs/gateway.md', () => {
  it('shows a configuration that serves, protects and registers as it says', async () => {
    const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(readFileSync('docs/gateway.md', 'utf8'))?.[1] ?? '')
    // What is of this machine: where things listen.
    const config = {
      ...shown,
      port: 0,
      subgraphs: { books: { ...shown.subgraphs.books, url: books.url } },
      issuers: [{ ...shown.issuers[0], issuer: issuer.url, jwksUri: `${issuer.url}/jwks` }],
    }
    const registered = 'query Books { books { title price } }'
    writeFileSync(
      join(folder, shown.documents.clients.shop.manifest),
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'books', body: registered, name: 'Books', type: 'query' }],
      }),
    )
    const gateway = await startGateway({ env: {}, overrides: { config: writeFiles(PROTECTED, config) }, log: silent })
    const reader = await ask(gateway.url, registered, issuer.tokenFor(''))
    const trader = await ask(gateway.url, registered, issuer.tokenFor('books:trade'))
    const unknown = await ask(gateway.url, '{ best }', issuer.tokenFor('books:trade'))
    const schema = await ask(gateway.url, '{ __schema { queryType { name } } }', issuer.tokenFor(''))
    const page = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin: shown.cors.origins[0], 'access-control-request-method': 'POST' },
    })
    await gateway.stop()

    expect(reader.body).toMatchObject({ data: { books: [{ title: 'Emma', price: null }] } })
    expect(trader.body).toEqual({ data: { books: [{ title: 'Emma', price: 9 }] } })
    expect([unknown.status, schema.status]).toEqual([403, 403])
    expect(page.headers.get('access-control-allow-origin')).toBe(shown.cors.origins[0])
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

describe('the gateway does not start', () => {
  const start = (sdl: { books: string; reviews: string }, config: object) =>
    startGateway({ env: {}, overrides: { config: writeFiles(sdl, config) }, log: silent })
  const withRule = (directive: string) => ({ ...PLAIN, reviews: PLAIN.reviews.replace('best: Int', `best: Int ${directive}`) })

  it('with auth directives that nobody would enforce', async () => {
    await expect(start(PROTECTED, { anonymous: true })).rejects.toThrow('"authorization" is not configured')
  })

  it('with rules that cannot be enforced, and names them all', async () => {
    const sdl = { ...withRule('@requiresScopes(scopes: [[]]) @policy(policies: [["full_moon"]])'), books: PROTECTED.books }

    await expect(start(sdl, { anonymous: true, authorization: {} })).rejects.toThrow(
      /Book\.price: unknown scope "books:trade"[\s\S]*Query\.best: .*empty list[\s\S]*Query\.best: no predicate decides the policy "full_moon"/,
    )
  })

  it('with settings for a subgraph that is not there', async () => {
    await expect(start(PLAIN, { anonymous: true, subgraphs: { bocks: { timeoutMs: 100 } } })).rejects.toThrow(
      '"bocks", which is no subgraph',
    )
  })

  it('with a security feature that it does not know', async () => {
    const file = writeFiles(PLAIN, { anonymous: true, authorization: {} })
    const supergraph = compose(
      { name: 'books', url: books.url, sdl: PLAIN.books },
      { name: 'reviews', url: reviews.url, sdl: PLAIN.reviews },
    )
    writeFileSync(
      join(folder, 'supergraph.graphql'),
      supergraph.replace('schema\n', 'schema @link(url: "https://specs.apollo.dev/authenticated/v9.0", for: SECURITY)\n'),
    )

    await expect(startGateway({ env: {}, overrides: { config: file }, log: silent })).rejects.toThrow(
      'for: SECURITY but is unsupported',
    )
  })

  it('with a supergraph that is none', async () => {
    const file = writeFiles(PLAIN, { anonymous: true })
    writeFileSync(join(folder, 'supergraph.graphql'), 'type Query {')

    await expect(startGateway({ env: {}, overrides: { config: file }, log: silent })).rejects.toThrow('Syntax Error')
  })
})

const issuerConfig = () => ({ issuer: issuer.url, audience: 'books-graph', jwksUri: `${issuer.url}/jwks` })

/** An OpenID issuer as far as a gateway sees it: a key set, and tokens signed with its key (RFC 9068). */
async function startIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, server, tokenFor: (scope: string) => sign(privateKey, { iss: url, scope }) }
}

function sign(key: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const now = Math.floor(Date.now() / 1_000)
  const payload = { aud: 'books-graph', sub: 'reader', client_id: 'shop', iat: now, exp: now + 300, jti: 'j1', ...claims }
  const text = [{ alg: 'RS256', kid: 'k1', typ: 'at+jwt' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`
}
