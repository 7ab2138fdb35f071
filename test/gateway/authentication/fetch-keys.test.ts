import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fetchKeys } from '../../../gateway/authentication/fetch-keys.ts'
import { newSigningKey } from './local-issuer.ts'

const good = newSigningKey('ES256', 'good')
const goodJwk = { ...good.publicKey.export({ format: 'jwk' }), kid: 'good', alg: 'ES256', use: 'sig' }
/** 1024 bits: too short, and otherwise a proper key. */
const WEAK_RSA = {
  kty: 'RSA',
  kid: 'weak',
  e: 'AQAB',
  n: `w${'A'.repeat(170)}`,
}

let server: Server
let base: string
const pages = new Map<string, string>()

beforeAll(async () => {
  server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    response.writeHead(page === undefined ? 404 : 200).end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const fetchFrom = (path: string, body: unknown) => {
  pages.set(path, typeof body === 'string' ? body : JSON.stringify(body))
  return fetchKeys({ issuer: base, jwksUri: base + path })
}

describe('fetchKeys', () => {
  it('finds the keys through discovery', async () => {
    pages.set('/.well-known/openid-configuration', JSON.stringify({ issuer: base, jwks_uri: `${base}/discovered` }))
    pages.set('/discovered', JSON.stringify({ keys: [goodJwk] }))

    expect(await fetchKeys({ issuer: base, jwksUri: undefined })).toMatchObject([{ id: 'good', algorithm: 'ES256' }])
  })

  it.each([
    ['another issuer', () => ({ issuer: 'https://elsewhere.example', jwks_uri: `${base}/discovered` })],
    ['keys over plain http', () => ({ issuer: base, jwks_uri: 'http://keys.example/jwks' })],
    ['no keys', () => ({ issuer: base })],
  ])('refuses a discovery document with %s', async (_, document) => {
    pages.set('/.well-known/openid-configuration', JSON.stringify(document()))

    await expect(fetchKeys({ issuer: base, jwksUri: undefined })).rejects.toThrow()
  })

  it('drops single keys that cannot be used and keeps the rest', async () => {
    const { privateKey } = newSigningKey('ES256')
    const keys = await fetchFrom('/mixed', {
      keys: [
        goodJwk,
        WEAK_RSA,
        { kty: 'oct', kid: 'secret', k: 'AAAA', alg: 'HS256' },
        { kty: 'EC', kid: 'broken', crv: 'P-256', x: 'no', y: 'no' },
        { ...goodJwk, kid: 'encryption', use: 'enc' },
        { ...goodJwk, kid: 'wrapping', use: undefined, key_ops: ['wrapKey'] },
        { ...privateKey.export({ format: 'jwk' }), kid: 'private' },
      ],
    })

    expect(keys.map(({ id }) => id)).toEqual(['good'])
  })

  it.each([
    ['no key', { keys: [] }],
    ['only keys that cannot be used', { keys: [WEAK_RSA] }],
    ['another shape', { key: goodJwk }],
    ['no JSON', '<html>'],
    ['more than a quarter of a megabyte', { keys: [goodJwk], padding: 'x'.repeat(300_000) }],
  ])('fails on a key set with %s', async (_, body) => {
    await expect(fetchFrom('/faulty', body)).rejects.toThrow()
  })
})
