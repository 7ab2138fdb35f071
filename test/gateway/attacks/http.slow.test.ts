import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type AttackedGateway, startAttackedGateway } from './attacked-gateway.ts'

let gateway: AttackedGateway
beforeAll(async () => {
  gateway = await startAttackedGateway()
  await gateway.serves().catch(() => undefined) // the first one fetches the keys and plans
})
afterAll(() => gateway.stop())
beforeEach(() => {
  gateway.subgraph.received.length = 0
})
/** Whatever was sent, the next client is answered, and at once. */
afterEach(() => gateway.serves())

const MUTATION = '{"query":"mutation { close(id: 1) }"}'
const QUERY = '{ accounts { name } }'
const auth = () => `Authorization: Bearer ${gateway.issuer.token()}\r\n`

/** A request with a good token, as bytes, so that nothing on our side mends it. */
function request(lines: string, body = ''): string {
  return `${lines}${auth()}\r\n${body}`
}
const post = (headers: string, body = MUTATION, target = '/graphql') =>
  request(`POST ${target} HTTP/1.1\r\nHost: a\r\n${headers}`, body)
const JSON_TYPE = 'Content-Type: application/json\r\n'
const lengthOf = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n`
const plain = (body: string) => post(`${JSON_TYPE}${lengthOf(body)}`, body)
const SMUGGLED = 'POST /graphql HTTP/1.1\r\nHost: a\r\n'

describe('bytes that are no proper request change nothing', () => {
  it.each<[string, () => string, readonly number[]]>([
    ['two lengths', () => post(`${JSON_TYPE}Content-Length: 37\r\nContent-Length: 5\r\n`), [400]],
    [
      'a length and chunks',
      () => post(`${JSON_TYPE}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${SMUGGLED}`),
      [400],
    ],
    ['chunks under another name', () => post(`${JSON_TYPE}Transfer-Encoding: xchunked\r\n`), [400, 501]],
    ['chunks after something else', () => post(`${JSON_TYPE}Transfer-Encoding: gzip, chunked\r\n`, '0\r\n\r\n'), [400, 415, 501]],
    ['chunks named twice', () => post(`${JSON_TYPE}Transfer-Encoding: chunked, identity\r\n`, '0\r\n\r\n'), [400, 501]],
    ['a chunk size that is no number', () => post(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`, 'zz\r\n{}\r\n0\r\n\r\n'), [400]],
    [
      'a chunk size beyond memory',
      () => post(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`, 'ffffffffffffffffff\r\n{}\r\n'),
      [400],
    ],
    ['a negative length', () => post(`${JSON_TYPE}Content-Length: -1\r\n`), [400]],
    ['a length with a sign', () => post(`${JSON_TYPE}Content-Length: +37\r\n`), [400]],
    ['a length in hexadecimal', () => post(`${JSON_TYPE}Content-Length: 0x25\r\n`), [400]],
    ['a blank before the colon', () => post(`${JSON_TYPE}Content-Length : 37\r\n`), [400]],
    ['a folded header', () => post(`Content-Type:\r\n application/json\r\n${lengthOf(MUTATION)}X: a\r\n b\r\n`), [400]],
    ['a null byte in a header', () => post(`${JSON_TYPE}X: a\0b\r\n${lengthOf(MUTATION)}`), [400]],
    ['a null byte in the address', () => request('GET /graphql\0 HTTP/1.1\r\nHost: a\r\n'), [400]],
    ['no host', () => request('GET /graphql HTTP/1.1\r\n'), [400]],
    ['another version', () => request('GET /graphql HTTP/9.9\r\nHost: a\r\n'), [400]],
    ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 0]],
    ['a TLS handshake', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400, 0]],
    ['a tunnel', () => request('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n'), [0, 400, 404, 405]],
    ['an unknown method', () => request('BREW /graphql HTTP/1.1\r\nHost: a\r\n'), [400, 405]],
    ['an expectation of nobody', () => post(`${JSON_TYPE}Expect: miracles\r\n${lengthOf(MUTATION)}`), [417]],
    ['headers of 30 KB', () => post(`X: ${'a'.repeat(30_000)}\r\n`), [431]],
    ['an address of 30 KB', () => request(`GET /graphql?query=${'a'.repeat(30_000)} HTTP/1.1\r\nHost: a\r\n`), [431]],
  ])('%s', async (_what, bytes, statuses) => {
    const { status, text } = await gateway.raw(bytes())

    expect(statuses).toContain(status)
    expect(gateway.subgraph.received).toEqual([])
    expect(text).not.toMatch(/node_modules|at .*\.[jt]s:\d|Error:/)
  })

  it('a body that was left unread is not taken for the next request', async () => {
    const inner = `${SMUGGLED}${JSON_TYPE}${auth()}${lengthOf(MUTATION)}\r\n${MUTATION}`
    const { answers } = await gateway.raw(post(`Content-Type: text/plain\r\n${lengthOf(inner)}`, inner), 1_000)

    expect(answers).toBe(1)
    expect(gateway.subgraph.received).toEqual([])
  })

  it('two requests at once on one connection are two answers, each of its own caller', async () => {
    const first = plain(JSON.stringify({ query: QUERY }))
    const second = first.replace(/Authorization: [^\r]+\r\n/, '')
    const { answers, text } = await gateway.raw(first + second, 1_000)

    expect(answers).toBe(2)
    expect(text.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401'])
  })
})

describe('addresses that only look like the graph', () => {
  it.each([
    'http://evil.example/graphql',
    '//graphql',
    '/graphql/',
    '/GRAPHQL',
    '/graphql%2f',
    '/%67raphql',
    '/x/../graphql',
    '/graphql;a=b',
    '/graphql\\',
    '/./graphql',
    '*',
    '/health/ready/../../graphql',
    '/live/../graphql',
    '/.git/config',
    '/graphiql',
    '/playground',
    '/',
    '/favicon.ico',
    '/metrics',
    '/sandbox',
  ])('%s answers nothing', async (target) => {
    const { status } = await gateway.raw(post(`${JSON_TYPE}${lengthOf(MUTATION)}`, MUTATION, target))

    expect([400, 404]).toContain(status)
    expect(gateway.subgraph.received).toEqual([])
  })

  it('another host changes nothing, and is not repeated', async () => {
    const body = JSON.stringify({ query: QUERY })
    const { status, text } = await gateway.raw(plain(body).replace('Host: a', 'Host: evil.example'))

    expect(status).toBe(200)
    expect(text).not.toContain('evil')
  })

  it('two hosts do not choose another graph', async () => {
    const { status } = await gateway.raw(plain(MUTATION).replace('Host: a', 'Host: a\r\nHost: evil.example'))

    expect([200, 400]).toContain(status)
    expect(gateway.subgraph.received.every(({ headers }) => headers.host?.startsWith('127.0.0.1'))).toBe(true)
  })
})

describe('requests that a page of another site can send', () => {
  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['a form with files', 'multipart/form-data; boundary=x'],
    ['plain text', 'text/plain'],
    ['plain text that calls itself JSON', 'text/plain; application/json'],
    ['JSON after a form', 'application/x-www-form-urlencoded, application/json'],
    ['JSON with a parameter of a form', 'application/json; boundary=x'],
    ['another JSON', 'application/graphql+json'],
    ['bare GraphQL', 'application/graphql'],
    ['another charset', 'application/json; charset=utf-7'],
    ['JSON in UTF-16', 'application/json; charset=utf-16'],
    ['an empty type', ''],
  ])('%s is refused with its body unread', async (_what, type) => {
    const { status } = await gateway.raw(post(`Content-Type: ${type}\r\n${lengthOf(MUTATION)}`))

    expect(status).toBe(415)
    expect(gateway.subgraph.received).toEqual([])
  })

  it.each([
    ['no type', ''],
    ['two types', `${JSON_TYPE}Content-Type: text/plain\r\n`],
  ])('%s: refused, or taken as the first says', async (_what, types) => {
    const { status } = await gateway.raw(post(`${types}${lengthOf(MUTATION)}`))

    expect(status).toBe(types === '' ? 415 : 200)
  })

  it.each(['gzip', 'deflate', 'br', 'identity, gzip', 'GZIP', 'x'])('a body in %s is not unpacked', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 32))
    const head = post(`${JSON_TYPE}Content-Encoding: ${encoding}\r\nContent-Length: ${bomb.length}\r\n`, '')
    const { status } = await gateway.raw(Buffer.concat([Buffer.from(head), bomb]))

    expect(status).toBe(415)
  })

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND'])(
    'a mutation by %s never happens',
    async (method) => {
      const search = new URLSearchParams({ query: 'mutation { close(id: 1) }' })
      const { status } = await gateway.raw(
        request(
          `${method} /graphql?${search} HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: POST\r\n${JSON_TYPE}${lengthOf(MUTATION)}`,
          MUTATION,
        ),
      )

      expect(status).toBe(405)
      expect(gateway.subgraph.received).toEqual([])
    },
  )

  it('a mutation beside a query by GET never happens', async () => {
    const search = new URLSearchParams({ query: `query A ${QUERY} mutation B { close(id: 1) }`, operationName: 'B' })
    const { status } = await gateway.raw(request(`GET /graphql?${search} HTTP/1.1\r\nHost: a\r\n`))

    expect(status).toBe(405)
    expect(gateway.subgraph.received).toEqual([])
  })

  it('an upgrade to a socket is not made', async () => {
    const { status } = await gateway.raw(
      request(
        'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n',
      ),
    )

    expect(status).toBe(400)
  })

  it('a browser finds no page', async () => {
    const { status, text } = await gateway.raw(request('GET /graphql HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n'))

    expect(status).toBe(406)
    expect(text).not.toMatch(/<html|text\/html/i)
  })
})

describe('bodies that are made to break a reader', () => {
  const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)

  it.each<[string, () => string | Uint8Array, readonly number[]]>([
    ['bytes that are no UTF-8', () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), [400]],
    ['an overlong encoding', () => new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), [400]],
    ['a number', () => '1', [400]],
    ['a text', () => '"{ accounts { name } }"', [400]],
    ['null', () => 'null', [400]],
    ['true', () => 'true', [400]],
    ['an empty list', () => '[]', [400]],
    ['a batch', () => `[${MUTATION},${MUTATION}]`, [400]],
    ['an empty object', () => '{}', [400]],
    ['nothing', () => '', [400]],
    ['two bodies', () => `${MUTATION}${MUTATION}`, [400]],
    ['a comment', () => `/* */${MUTATION}`, [400]],
    ['100,000 open lists', () => nested(100_000, '[', ']'), [400]],
    ['a variable of 100,000 lists', () => `{"query":"${QUERY}","variables":{"a":${nested(100_000, '[', ']')}}}`, [200, 400]],
    [
      '100,000 keys',
      () =>
        JSON.stringify({ query: '{ nothing }', ...Object.fromEntries(Array.from({ length: 90_000 }, (_, n) => [`k${n}`, 1])) }),
      [400, 413],
    ],
    ['a query that is a list', () => '{"query":["{ accounts { name } }"]}', [400]],
    ['a query that is an object', () => '{"query":{"kind":"Document"}}', [400]],
    ['a query that is a number', () => '{"query":7}', [400]],
    ['variables that are a list', () => `{"query":"${QUERY}","variables":[]}`, [400]],
    ['variables that are text', () => `{"query":"${QUERY}","variables":"{}"}`, [400]],
    ['an operation name that is an object', () => `{"query":"${QUERY}","operationName":{}}`, [400]],
    ['extensions that are a list', () => `{"query":"${QUERY}","extensions":[]}`, [400]],
    ['an operation named like a property', () => `{"query":"query A ${QUERY}","operationName":"__proto__"}`, [400]],
    ['a null byte in the document', () => '{"query":"{ accounts\\u0000 { name } }"}', [400]],
    ['half of a surrogate in the document', () => '{"query":"{ accounts\\ud800 { name } }"}', [400]],
    ['a document of one brace', () => '{"query":"{"}', [400]],
    ['a document of 4,000 braces', () => JSON.stringify({ query: nested(4_000, '{a', '}') }), [400]],
    ['a text that does not end', () => '{"query":"{ accounts(filter: {name: \\"a) { name } }"}', [400]],
    ['an alias of half a megabyte', () => JSON.stringify({ query: `{ ${'a'.repeat(500_000)}: accounts { name } }` }), [400]],
    ['a field of half a megabyte', () => JSON.stringify({ query: `{ ${'a'.repeat(500_000)} }` }), [400]],
    [
      'a variable of half a megabyte of the wrong type',
      () => JSON.stringify({ query: 'query($n: Int) { accounts(first: $n) { name } }', variables: { n: 'x'.repeat(500_000) } }),
      [400],
    ],
    [
      '1,000 faults with long values',
      () => JSON.stringify({ query: `{ ${`accounts(first: "${'x'.repeat(400)}") { name } `.repeat(1_000)} }` }),
      [400],
    ],
    [
      'an input that is deeper than its use',
      () =>
        JSON.stringify({
          query: 'query($f: Filter) { accounts(filter: $f) { name } }',
          variables: { f: { depth: { depth: 1 } } },
        }),
      [400],
    ],
    ['a body of more than the limit', () => ' '.repeat(1_000_001), [413]],
  ])('%s: refused in a few words', async (_what, body, statuses) => {
    const bytes = Buffer.from(body())
    const head = Buffer.from(post(`${JSON_TYPE}Content-Length: ${bytes.length}\r\n`, ''))
    const { status, text } = await gateway.raw(Buffer.concat([head, bytes]))

    expect(statuses).toContain(status)
    expect(text).not.toMatch(/node_modules|RangeError|Maximum call stack|at .*\.[jt]s:\d/)
    expect(text.length).toBeLessThan(100_000)
    const messages = [...text.matchAll(/"message":"((?:[^"\\]|\\.)*)"/g)].map(([, message = '']) => message.length)
    expect(Math.max(0, ...messages)).toBeLessThan(1_100)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
    'a key named %s spoils nothing',
    async (key) => {
      const spoiler = `{"polluted":true,"query":"mutation { close(id: 1) }"}`
      const body = `{"query":"${QUERY}","${key}":${spoiler},"variables":{"${key}":${spoiler}},"extensions":{"${key}":${spoiler}}}`
      const { status } = await gateway.raw(plain(body))

      expect(status).toBe(200)
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
      expect(gateway.subgraph.received.map(({ query }) => /mutation/.test(query))).toEqual([false])
    },
  )

  it('a request id is repeated when it is short and harmless, and never otherwise', async () => {
    const sent = async (id: string) => (await gateway.raw(plain('{}').replace('Host: a', `Host: a\r\nX-Request-Id: ${id}`))).text

    expect(await sent('order-4711')).toContain('x-request-id: order-4711')
    for (const id of ['a'.repeat(8_000), '<script>alert(1)</script>', '$' + '{jndi:ldap://evil.example}', '../../etc/passwd']) {
      expect(await sent(id)).not.toContain(id)
    }
  })
})

describe('clients that are slow', () => {
  it('do not keep others waiting, and are cut off in the middle of their headers', async () => {
    const { port } = new URL(gateway.origin)
    const sockets = Array.from({ length: 200 }, () => connect(Number(port), '127.0.0.1'))
    const received: string[] = []
    const closed = sockets.map(
      (socket, index) =>
        new Promise<void>((resolve) => {
          socket.on('data', (data) => {
            received[index] = data.toString().slice(0, 12)
          })
          socket.on('error', () => undefined).on('close', () => resolve())
          socket.on('connect', () => socket.write('POST /graphql HTTP/1.1\r\nHost: a\r\nX-Slow: '))
        }),
    )
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('a')
    }, 1_000)
    for (let look = 0; look < 5; look += 1) await gateway.serves()
    await Promise.all(closed)
    clearInterval(drip)

    expect(new Set(received)).toEqual(new Set(['HTTP/1.1 408']))
  }, 30_000)
})
