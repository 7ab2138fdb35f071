import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { digestOfDocument } from '../../../../contracts/wire/trusted-document.ts'
import { StepFailure } from '../../../../subgraphs/delivery/failure.ts'
import { accepted, undone } from '../../../../subgraphs/delivery/graph/error-categories.ts'
import { createGraphClient } from '../../../../subgraphs/delivery/graph/graph-client.ts'
import { createServiceToken } from '../../../../subgraphs/delivery/graph/service-token.ts'
import { readDocument } from '../../../../subgraphs/delivery/graph/trusted-documents.ts'

interface Reply {
  readonly status: number
  readonly body: unknown
  readonly delayMs?: number
}

describe('the way through the gateway', () => {
  let server: Server
  let url = ''
  let replies: Reply[] = []
  let tokenReply: Reply = { status: 200, body: { access_token: 't', expires_in: 900 } }
  const seen: { readonly path: string; readonly headers: Record<string, unknown>; readonly body: string }[] = []
  let nowMs = 0

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        seen.push({ path: request.url ?? '', headers: request.headers, body })
        const reply = request.url === '/token' ? tokenReply : (replies.shift() ?? { status: 500, body: {} })
        setTimeout(
          () => response.writeHead(reply.status).end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)),
          reply.delayMs ?? 0,
        )
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    replies = []
    seen.length = 0
    tokenReply = { status: 200, body: { access_token: 't', expires_in: 900 } }
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const newToken = () =>
    createServiceToken({ tokenUrl: `${url}/token`, clientId: 'svc:1', clientSecret: 's&1', timeoutMs: 500, now: () => nowMs })
  const client = (token = newToken()) => createGraphClient({ gatewayUrl: `${url}/graphql`, token, timeoutMs: 200 })
  const read = (graph = client()) => graph.run('ReadContract', { id: 'ctr_1' }, { system: 'CRM', correlationId: 'req-1' })
  const failureOf = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    )
    return error instanceof StepFailure ? error.failure : null
  }

  it('sends the trusted document with token, variables and the correlation id', async () => {
    replies = [{ status: 200, body: { data: { contract: null } } }]

    expect(await read()).toEqual({ contract: null })
    const [token, call] = seen
    expect(token).toMatchObject({ path: '/token', body: 'grant_type=client_credentials' })
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('svc%3A1:s%261').toString('base64')}`)
    expect(call?.headers).toMatchObject({ authorization: 'Bearer t', 'x-request-id': 'req-1' })
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      operationName: 'ReadContract',
      variables: { id: 'ctr_1' },
      query: expect.stringContaining('query ReadContract'),
    })
  })

  it('sends the id of the document in place of its text where it is told to', async () => {
    replies = [{ status: 200, body: { data: { contract: null } } }]
    await read(createGraphClient({ gatewayUrl: `${url}/graphql`, token: newToken(), timeoutMs: 200, documents: 'id' }))

    const body = JSON.parse(seen.at(-1)?.body ?? '')
    expect(body.documentId).toBe(digestOfDocument(parse(readDocument('ReadContract'))))
    expect(body).not.toHaveProperty('query')
  })

  it.each<[string, Reply, { readonly code: string; readonly category: string }]>([
    [
      'a subgraph that is down',
      { status: 200, body: { data: null, errors: [{ message: 'x', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] } },
      { code: 'SUBGRAPH_UNAVAILABLE', category: 'TRANSIENT' },
    ],
    [
      'a code that says so itself',
      { status: 200, body: { errors: [{ message: 'x', extensions: { code: 'NEW', retryable: true } }] } },
      { code: 'NEW', category: 'TRANSIENT' },
    ],
    ['too many requests', { status: 429, body: {} }, { code: 'GATEWAY_UNAVAILABLE', category: 'TRANSIENT' }],
    ['a proxy in between', { status: 502, body: '<html>' }, { code: 'GATEWAY_UNAVAILABLE', category: 'TRANSIENT' }],
    ['no answer in time', { status: 200, body: {}, delayMs: 400 }, { code: 'GATEWAY_UNREACHABLE', category: 'TRANSIENT' }],
    [
      'a refused field',
      {
        status: 200,
        body: { data: { contract: null }, errors: [{ message: 'x', extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }] },
      },
      { code: 'UNAUTHORIZED_FIELD_OR_TYPE', category: 'AUTHORIZATION' },
    ],
    [
      'a document that does not fit',
      { status: 400, body: { errors: [{ message: 'x', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] } },
      { code: 'GRAPHQL_VALIDATION_FAILED', category: 'VALIDATION' },
    ],
    ['a refusal without words', { status: 400, body: {} }, { code: 'GATEWAY_REFUSED', category: 'UNKNOWN' }],
    ['no data at all', { status: 200, body: { data: null } }, { code: 'GATEWAY_REFUSED', category: 'UNKNOWN' }],
  ])('tells %s apart', async (_, reply, expected) => {
    replies = [reply]

    expect(await failureOf(read())).toMatchObject({ ...expected, system: 'CRM' })
  })

  it('asks for a fresh token once when the old one is refused, and then believes the refusal', async () => {
    const refused = { status: 401, body: { errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] } }
    replies = [refused, { status: 200, body: { data: { contract: null } } }]
    await read()
    expect(seen.map(({ path }) => path)).toEqual(['/token', '/graphql', '/token', '/graphql'])

    replies = [refused, refused]
    expect(await failureOf(read())).toMatchObject({ category: 'AUTHORIZATION' })
  })

  it('keeps a token until shortly before it expires, and fetches it once for many', async () => {
    const token = newToken()
    await Promise.all([token.get(), token.get(), token.get()])
    nowMs += 869_000
    await token.get()
    expect(seen).toHaveLength(1)
    nowMs += 2_000
    await token.get()
    expect(seen).toHaveLength(2)
  })

  it.each([
    [500, 'TRANSIENT'],
    [401, 'AUTHORIZATION'],
  ])('tells a token issuer that answers %d apart, and asks it again next time', async (status, category) => {
    tokenReply = { status, body: {} }
    const token = newToken()

    expect(await failureOf(token.get())).toMatchObject({ category, system: null })
    tokenReply = { status: 200, body: { access_token: 'late', expires_in: 60 } }
    expect(await token.get()).toBe('late')
  })

  it('reads a user error as the failure that it is, its rule first', () => {
    const payload = { userErrors: [{ code: 'VALIDATION_FAILED', message: 'x', rule: 'MASTER_DATA_DUPLICATE' }] }

    expect(() => accepted(payload, 'ERP')).toThrow('MASTER_DATA_DUPLICATE')
    expect(() => accepted(null, 'ERP')).toThrow('NO_ANSWER')
    expect(accepted({ userErrors: [], answer: 1 }, 'ERP')).toMatchObject({ answer: 1 })
  })

  it('takes the codes that say there is nothing to undo for done, and no others', () => {
    const refusedWith = (code: string) => ({ userErrors: [{ code, message: 'x' }] })

    expect(undone(refusedWith('NOT_FOUND'), 'ERP', ['NOT_FOUND'])).toBe(false)
    expect(undone({ userErrors: [] }, 'ERP', ['NOT_FOUND'])).toBe(true)
    expect(() => undone(refusedWith('POLICY_VIOLATION'), 'ERP', ['NOT_FOUND'])).toThrow('POLICY_VIOLATION')
  })
})
