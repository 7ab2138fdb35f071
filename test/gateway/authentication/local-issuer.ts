import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { IssuerConfig } from '../../../gateway/authentication/issuer-config.ts'

export interface SigningKey {
  readonly kid: string
  readonly alg: 'RS256' | 'ES256'
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export function newSigningKey(alg: 'RS256' | 'ES256' = 'ES256', kid: string = randomUUID()): SigningKey {
  const pair =
    alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, ...pair }
}

const publicJwk = ({ kid, alg, publicKey }: SigningKey) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' })

/** A real issuer over HTTP: discovery, a key set that tests may change or break, and tokens signed with its keys. */
export interface LocalIssuer {
  readonly issuer: string
  readonly config: IssuerConfig
  readonly key: SigningKey
  /** What the key set address answers; a function decides itself, text is sent as it is. */
  answer: { keys: readonly SigningKey[] } | { status: number; body: string } | 'hang'
  /** How often the key set was fetched. */
  fetches: number
  readonly token: (
    claims?: Record<string, unknown>,
    signing?: { readonly key?: SigningKey; readonly header?: Record<string, unknown> },
  ) => string
  readonly close: () => Promise<void>
}

export const AUDIENCE = 'delivery-graph'

export async function startLocalIssuer(key: SigningKey = newSigningKey()): Promise<LocalIssuer> {
  const server = createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: local.issuer, jwks_uri: `${local.issuer}/keys` }))
      return
    }
    local.fetches += 1
    const { answer } = local
    if (answer === 'hang') return
    if ('keys' in answer) response.end(JSON.stringify({ keys: answer.keys.map(publicJwk) }))
    else response.writeHead(answer.status, { location: 'http://127.0.0.1:1/elsewhere' }).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the local issuer has no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const local: LocalIssuer = {
    issuer,
    config: IssuerConfig.parse({ issuer, audience: AUDIENCE, algorithms: ['RS256', 'ES256'] }),
    key,
    answer: { keys: [key] },
    fetches: 0,
    token: (claims = {}, signing = {}) =>
      signToken({ ...accessTokenClaims(issuer), ...claims }, signing.key ?? key, signing.header),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return local
}

export const nowSeconds = () => Math.floor(Date.now() / 1_000)

export function accessTokenClaims(issuer: string): Record<string, unknown> {
  const iat = nowSeconds()
  return {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'u-1',
    client_id: 'web',
    scope: 'psa:read',
    roles: ['consultant'],
    iat,
    exp: iat + 300,
  }
}

/** Signs what it is given, however wrong: `undefined` removes a claim. */
export function signToken(claims: Record<string, unknown>, key: SigningKey, header: Record<string, unknown> = {}): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const unsigned = `${encode({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })}.${encode(claims)}`
  // Signed here and not with jsonwebtoken, which refuses to make most of the tokens that an attacker would.
  const signature = sign('sha256', Buffer.from(unsigned), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${unsigned}.${signature.toString('base64url')}`
}
