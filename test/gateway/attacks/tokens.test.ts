import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { accessTokenClaims, newSigningKey, nowSeconds, signToken } from '../authentication/local-issuer.ts'
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

const BODY = '{"query":"{ accounts { name } }"}'
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const good = (): string => gateway.issuer.token()
const claims = (more: Record<string, unknown> = {}) => ({ ...accessTokenClaims(gateway.issuer.issuer), ...more })
const header = (more: Record<string, unknown>) => gateway.issuer.token({}, { header: more })
const unsigned = (alg: string, signature = '') =>
  `${encode({ alg, typ: 'at+jwt', kid: gateway.issuer.key.kid })}.${encode(claims())}.${signature}`
const shared = (alg: 'HS256' | 'HS512', secret: string | Buffer, more: Record<string, unknown> = {}) => {
  const text = `${encode({ alg, typ: 'at+jwt', kid: gateway.issuer.key.kid, ...more })}.${encode(claims())}`
  return `${text}.${createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret)
    .update(text)
    .digest('base64url')}`
}
const publicKey = () => gateway.issuer.key.publicKey
const parts = () => good().split('.') as [string, string, string]

/** Each makes a token that must not be believed; they are made late, because some live for seconds. */
const TOKENS: readonly (readonly [string, () => string])[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', ''].map(
    (alg) => [`algorithm "${alg}" without signature`, () => unsigned(alg)] as const,
  ),
  ['algorithm none with the signature of a good token', () => unsigned('none', parts()[2])],
  ['no algorithm at all', () => header({ alg: undefined })],
  ['an algorithm that is a list', () => header({ alg: ['RS256'] })],
  ['HS256 with the public key as secret (SPKI PEM)', () => shared('HS256', publicKey().export({ type: 'spki', format: 'pem' }))],
  [
    'HS256 with the public key as secret (PKCS1 PEM)',
    () => shared('HS256', publicKey().export({ type: 'pkcs1', format: 'pem' })),
  ],
  ['HS256 with the public key as secret (DER)', () => shared('HS256', publicKey().export({ type: 'spki', format: 'der' }))],
  ['HS256 with the modulus as secret', () => shared('HS256', String(publicKey().export({ format: 'jwk' }).n))],
  ['HS512 with an empty secret', () => shared('HS512', '')],
  ['HS256 with a key id that is an empty file', () => shared('HS256', '', { kid: '/dev/null' })],
  ['an algorithm that the issuer does not use', () => header({ alg: 'RS512' })],
  ['the padding of another algorithm', () => header({ alg: 'PS256' })],
  ['a curve named over a signature by RSA', () => header({ alg: 'ES256' })],
  [
    'an elliptic signature of zeros',
    () =>
      `${encode({ alg: 'ES256', kid: gateway.otherIssuer.key.kid })}.${encode(claims({ iss: gateway.otherIssuer.issuer }))}.${Buffer.alloc(64).toString('base64url')}`,
  ],
  ['a key of nobody under the id of a known one', () => signToken(claims(), newSigningKey('RS256', gateway.issuer.key.kid))],
  ['the key of another trusted issuer', () => signToken(claims(), gateway.otherIssuer.key)],
  ['the name of another trusted issuer', () => gateway.issuer.token({ iss: gateway.otherIssuer.issuer })],
  ...[
    '../../../../dev/null',
    "' OR 1=1 --",
    'http://127.0.0.1:1/key',
    '__proto__',
    'constructor',
    '',
    'k'.repeat(300),
    '\u0000',
  ].map((kid) => [`key id ${JSON.stringify(kid.slice(0, 30))}`, () => header({ kid })] as const),
  ['a key id that is an object', () => header({ kid: { $ne: null } })],
  ['crit', () => header({ crit: ['exp'] })],
  ['crit that is empty', () => header({ crit: [] })],
  ['jku', () => header({ jku: `${gateway.otherIssuer.issuer}/keys` })],
  ['x5u', () => header({ x5u: 'https://example.com/cert.pem' })],
  ['x5c', () => header({ x5c: ['MIIB'] })],
  [
    'jwk with its own key',
    () => {
      const own = newSigningKey('RS256')
      return signToken(claims(), own, { jwk: own.publicKey.export({ format: 'jwk' }) })
    },
  ],
  ['the type of an id token at logout', () => header({ typ: 'logout+jwt' })],
  ['the type of a proof', () => header({ typ: 'dpop+jwt' })],
  ['an expiry in the past', () => gateway.issuer.token({ iat: nowSeconds() - 600, exp: nowSeconds() - 60 })],
  ['no expiry', () => gateway.issuer.token({ exp: undefined })],
  ['an expiry that is text', () => gateway.issuer.token({ exp: '4102444800' })],
  ['an expiry beyond numbers', () => gateway.issuer.token({ exp: 1e300 })],
  ['a life of ten years', () => gateway.issuer.token({ exp: nowSeconds() + 315_360_000 })],
  ['a long life from an old issue', () => gateway.issuer.token({ iat: 0 })],
  ['an issue in the future', () => gateway.issuer.token({ iat: nowSeconds() + 120 })],
  ['no issue date', () => gateway.issuer.token({ iat: undefined })],
  ['a beginning in the future', () => gateway.issuer.token({ nbf: nowSeconds() + 120 })],
  ['another audience', () => gateway.issuer.token({ aud: 'payroll' })],
  ['no audience', () => gateway.issuer.token({ aud: undefined })],
  ['an audience that is an object', () => gateway.issuer.token({ aud: { 'delivery-graph': true } })],
  ['an audience with a blank', () => gateway.issuer.token({ aud: 'delivery-graph ' })],
  ['an unknown issuer', () => gateway.issuer.token({ iss: 'https://evil.example' })],
  ['an issuer with a slash more', () => gateway.issuer.token({ iss: `${gateway.issuer.issuer}/` })],
  ['an issuer in other letters', () => gateway.issuer.token({ iss: gateway.issuer.issuer.toUpperCase() })],
  ['no issuer', () => gateway.issuer.token({ iss: undefined })],
  ['a list of issuers', () => gateway.issuer.token({ iss: [gateway.issuer.issuer] })],
  ...[undefined, '', null, 7, ['u-1'], { id: 'u-1' }].map(
    (sub) => [`the subject ${JSON.stringify(sub)}`, () => gateway.issuer.token({ sub })] as const,
  ),
  ['a scope that is an object', () => gateway.issuer.token({ scope: { 'psa:read': true } })],
  ['a list of scopes with something else in it', () => gateway.issuer.token({ scope: ['psa:read', {}] })],
  ['roles that are an object', () => gateway.issuer.token({ roles: { executive: true } })],
  ['a partner that is text', () => gateway.issuer.token({ partner: 'par_1' })],
  ['no client', () => gateway.issuer.token({ client_id: undefined })],
  ['a payload that was changed', () => `${parts()[0]}.${encode(claims({ sub: 'admin' }))}.${parts()[2]}`],
  ['a payload that is no object', () => `${parts()[0]}.${encode('admin')}.${parts()[2]}`],
  ['a payload that is no JSON', () => `${parts()[0]}.${Buffer.from('{').toString('base64url')}.${parts()[2]}`],
  ['no signature', () => `${parts()[0]}.${parts()[1]}.`],
  ['two parts', () => parts().slice(0, 2).join('.')],
  ['four parts', () => `${good()}.${parts()[2]}`],
  ['five parts, as if encrypted', () => `${good()}.a.b`],
  ['half of a signature', () => good().slice(0, -100)],
  ['nothing but dots', () => '..'],
  ['a token of 8 KiB and more', () => gateway.issuer.token({ pad: 'x'.repeat(8_192) })],
]

async function ask(headers: Record<string, string>, search = '', body = BODY) {
  const response = await fetch(`${gateway.origin}/graphql${search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  return { status: response.status, challenge: response.headers.get('www-authenticate'), text: await response.text() }
}

const refusal = {
  status: 401,
  challenge: 'Bearer realm="delivery-graph", error="invalid_token", error_description="The access token is not valid."',
  text: expect.stringContaining('"UNAUTHENTICATED"'),
}

describe('forged tokens', () => {
  it.each(TOKENS)('[AP-02] %s: refused, and nobody is told why', async (_what, token) => {
    const forged = token()

    expect(await ask({ authorization: `Bearer ${forged}` })).toEqual(refusal)
    expect(gateway.subgraph.received).toEqual([])
    expect(forged.length > 20 && gateway.log().includes(forged)).toBe(false)
  })

  it('do not spoil the good ones', async () => {
    await expect(gateway.serves()).resolves.toBeUndefined()
  })
})

describe('good tokens in the wrong place', () => {
  it.each([
    ['in the address', () => ask({}, `?access_token=${good()}`)],
    ['in a cookie', () => ask({ cookie: `access_token=${good()}; authorization=Bearer ${good()}` })],
    [
      'in the body',
      () =>
        ask(
          {},
          '',
          JSON.stringify({ ...JSON.parse(BODY), access_token: good(), extensions: { authorization: `Bearer ${good()}` } }),
        ),
    ],
    ...['proxy-authorization', 'x-authorization', 'x-access-token', 'x-auth-token', 'x-forwarded-access-token'].map(
      (name) => [`in ${name}`, () => ask({ [name]: `Bearer ${good()}` })] as const,
    ),
  ])('[AP-02] %s: as if there were none', async (_what, send) => {
    expect(await send()).toMatchObject({ status: 401, challenge: 'Bearer realm="delivery-graph"' })
    expect(gateway.subgraph.received).toEqual([])
  })

  it.each([
    ['under another scheme', () => `Basic ${good()}`],
    ['under a proof scheme', () => `DPoP ${good()}`],
    ['without a scheme', () => good()],
    ['after the scheme twice', () => `Bearer Bearer ${good()}`],
    ['in a list', () => `Bearer ${good()}, Bearer ${good()}`],
    ['with a parameter', () => `Bearer token="${good()}"`],
    ['with a tab', () => `Bearer\t${good()}`],
    ['without a token', () => 'Bearer'],
  ])('%s: refused', async (_what, authorization) => {
    expect(await ask({ authorization: authorization() })).toEqual(refusal)
  })

  it.each([
    ['the same one twice', () => [good(), good()]],
    ['a good one before a bad one', () => [good(), 'x.y.z']],
    ['a bad one before a good one', () => ['x.y.z', good()]],
  ])('in two headers, %s: refused', async (_what, tokens) => {
    const headers = tokens().map((token) => `Authorization: Bearer ${token}\r\n`)
    const { status, answers } = await gateway.raw(
      `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers.join('')}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
    )

    expect([status, answers]).toEqual([401, 1])
    expect(gateway.subgraph.received).toEqual([])
  })
})
