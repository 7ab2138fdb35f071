import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import {
  type Authentication,
  type Authenticator,
  createAuthenticator,
} from '../../../gateway/authentication/create-authenticator.ts'
import type { AccessSnapshot, PartnerBinding } from '../../../gateway/registry/partner-registry.ts'
import { accessTokenClaims, type LocalIssuer, newSigningKey, nowSeconds, signToken, startLocalIssuer } from './local-issuer.ts'

const rsa = newSigningKey('RS256')
let issuer: LocalIssuer
let authenticator: Authenticator

beforeAll(async () => {
  issuer = await startLocalIssuer(rsa)
})
afterAll(() => issuer.close())
beforeEach(() => {
  issuer.answer = { keys: [rsa] }
  issuer.fetches = 0
  authenticator = createAuthenticator([issuer.config])
})

const bearer = (token: string) => ({ authorization: [`Bearer ${token}`] })
const ask = (token: string): Promise<Authentication> => authenticator.authenticate(bearer(token))

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

describe('createAuthenticator', () => {
  it('establishes the caller of a good token, and until when, also from the cache', async () => {
    const exp = nowSeconds() + 200
    const token = issuer.token({ worker_id: 'wrk_1', amr: ['pwd', 'mfa'], auth_time: 1_700_000_000, exp })
    const first = await ask(token)

    const again = await ask(token)
    expect(again.ok && first.ok && again.principal).toBe(first.ok && first.principal)
    expect(first).toEqual({
      ok: true,
      expiresAtSeconds: exp,
      refusedNow: expect.any(Function),
      principal: {
        subject: 'u-1',
        kind: 'PERSON',
        clientId: 'web',
        workerId: 'wrk_1',
        partner: null,
        regions: null,
        roles: ['consultant'],
        scopes: ['psa:read'],
        amr: ['pwd', 'mfa'],
        authenticatedAt: 1_700_000_000,
      },
    })
  })

  it('accepts RS256 and ES256 keys of one key set, and a token that names no key', async () => {
    const ec = newSigningKey('ES256')
    issuer.answer = { keys: [rsa, ec] }

    expect(await ask(issuer.token({}, { key: ec }))).toMatchObject({ ok: true })
    expect(await ask(issuer.token({}, { header: { kid: undefined } }))).toMatchObject({ ok: true })
  })

  it('tells a request without a token from one with a bad token, as RFC 6750 wants it', async () => {
    const anonymous = await authenticator.authenticate({})
    const invalid = await ask('not.a.token')

    expect(anonymous).toMatchObject({
      ok: false,
      anonymous: true,
      code: 'UNAUTHENTICATED',
      challenge: 'Bearer realm="delivery-graph"',
    })
    expect(invalid).toMatchObject({ ok: false, anonymous: false, code: 'UNAUTHENTICATED' })
    expect(invalid).toHaveProperty('challenge', expect.stringContaining('error="invalid_token"'))
  })

  it('gives every refused token the same challenge, whatever the reason', async () => {
    const challenges = await Promise.all(
      [issuer.token({ exp: 1 }), issuer.token({ aud: 'other' }), 'x.y.z', issuer.token({}, { header: { alg: 'none' } })].map(ask),
    )

    expect(new Set(challenges.map((answer) => !answer.ok && answer.challenge)).size).toBe(1)
  })

  const iat = nowSeconds()
  it.each<[string, Record<string, unknown>]>([
    ['is expired', { iat: iat - 600, exp: iat - 60 }],
    ['has no expiry', { exp: undefined }],
    ['has an expiry that is text', { exp: `${iat + 300}` }],
    ['lives ten years', { exp: iat + 315_360_000 }],
    ['hides a long life behind an old issue date', { iat: 0, exp: iat + 300 }],
    ['is issued in the future', { iat: iat + 120 }],
    ['has no issue date', { iat: undefined }],
    ['is not valid yet', { nbf: iat + 120 }],
    ['is for another audience', { aud: 'payroll' }],
    ['is for no audience', { aud: undefined }],
    ['has an audience that is an object', { aud: { 'delivery-graph': true } }],
    ['has another issuer', { iss: 'http://127.0.0.1:1' }],
    ['has no issuer', { iss: undefined }],
    ['has a list of issuers', { iss: ['http://127.0.0.1:1'] }],
    ['has no subject', { sub: undefined }],
    ['has an empty subject', { sub: '' }],
    ['has a list as subject', { sub: ['u-1', 'u-2'] }],
    ['has an object as subject', { sub: { id: 'u-1' } }],
    ['has no client', { client_id: undefined }],
    ['has a scope that is an object', { scope: { 'psa:read': true } }],
    ['has a scope list with something else than text', { scope: ['psa:read', 1] }],
    ['has roles that are an object', { roles: { executive: true } }],
    ['has an id that is a number, which no list could name', { jti: 7 }],
    ['has a list of ids', { jti: ['a', 'b'] }],
    ['has an empty id', { jti: '' }],
    ['has a partner, where no registry knows one', { partner: { id: 'par_acme', kind: 'CLIENT' } }],
    ['has a partner that is text', { partner: 'par_acme' }],
    ['has a partner that is null', { partner: null }],
    ['has a partner of an unknown kind', { partner: { id: 'par_acme', kind: 'OWNER' } }],
    ['has a sign-in time that is text', { auth_time: 'today' }],
  ])('refuses a token that %s', async (_, claims) => {
    expect(await ask(issuer.token(claims))).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  })

  it.each<[string, Record<string, unknown>]>([
    ['crit', { crit: ['b64'], b64: false }],
    ['jku', { jku: 'http://127.0.0.1:1/keys' }],
    ['x5u', { x5u: 'http://127.0.0.1:1/cert' }],
    ['jwk', { jwk: rsa.publicKey.export({ format: 'jwk' }) }],
    ['x5c', { x5c: ['MIIB'] }],
    ['a type of another kind of token', { typ: 'logout+jwt' }],
    ['a key id with a path', { kid: '../../../../dev/null' }],
    ['a key id with SQL', { kid: "' UNION SELECT 'key" }],
    ['a key id with an address', { kid: 'http://127.0.0.1:1/key' }],
    ['a key id named after a property', { kid: '__proto__' }],
    ['a key id that is a list', { kid: [rsa.kid] }],
    ['an empty key id', { kid: '' }],
    ['an algorithm outside the allow-list', { alg: 'RS512' }],
  ])('refuses a token whose header carries %s', async (_, header) => {
    expect(await ask(issuer.token({}, { header }))).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  })

  it.each(['none', 'None', 'NONE', 'nOnE', ''])('refuses the algorithm "%s", with and without a signature', async (alg) => {
    const unsigned = `${encode({ alg, typ: 'at+jwt', kid: rsa.kid })}.${encode(accessTokenClaims(issuer.issuer))}`

    expect(await ask(`${unsigned}.`)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
    expect(await ask(`${unsigned}.${issuer.token().split('.')[2]}`)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  })

  it('refuses a token that is signed with the public key as a shared secret', async () => {
    const unsigned = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: rsa.kid })}.${encode(accessTokenClaims(issuer.issuer))}`
    const publicPem = rsa.publicKey.export({ format: 'pem', type: 'spki' })

    for (const secret of [publicPem, publicPem.toString().trim()]) {
      const signature = createHmac('sha256', secret).update(unsigned).digest('base64url')
      expect(await ask(`${unsigned}.${signature}`)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
    }
  })

  it('refuses a token that was changed after signing', async () => {
    const [header, , signature] = issuer.token().split('.')
    const changed = encode({ ...accessTokenClaims(issuer.issuer), scope: 'erp:margin:read' })

    expect(await ask(`${header}.${changed}.${signature}`)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  })

  it('binds an issuer to its own keys: one trusted issuer cannot speak for another', async () => {
    const other = await startLocalIssuer()
    try {
      authenticator = createAuthenticator([issuer.config, other.config])

      expect(await ask(other.token())).toMatchObject({ ok: true })
      expect(await ask(signToken(accessTokenClaims(issuer.issuer), other.key))).toMatchObject({ ok: false })
      expect(await ask(other.token({}, { key: rsa }))).toMatchObject({ ok: false })
    } finally {
      await other.close()
    }
  })

  it('takes a token from the Authorization header only, and only one', async () => {
    const token = issuer.token()

    expect(await authenticator.authenticate({ authorization: `bEaReR ${token}` })).toMatchObject({ ok: true })
    for (const headers of [
      { authorization: [`Bearer ${token}`, `Bearer ${token}`] },
      { authorization: `Bearer ${token}, Bearer ${token}` },
      { authorization: `Basic ${token}` },
      { authorization: token },
      { authorization: `Bearer ${token} ` },
      { authorization: `Bearer ${'a'.repeat(9_000)}` },
    ])
      expect(await authenticator.authenticate(headers)).toMatchObject({ ok: false, anonymous: false })
    expect(await authenticator.authenticate({ cookie: `access_token=${token}` })).toMatchObject({ ok: false, anonymous: true })
  })

  it('fetches a new key once when the issuer rotates, however many requests need it', async () => {
    await ask(issuer.token())
    const next = newSigningKey('ES256')
    issuer.answer = { keys: [next, rsa] }

    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(issuer.token({ jti: `${n}` }, { key: next }))))

    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(issuer.fetches).toBe(2)
    expect(await ask(issuer.token())).toMatchObject({ ok: true })
  })

  it('caps the fetches that a flood of invented key ids causes, and goes on serving known keys', async () => {
    const good = issuer.token()
    await ask(good)
    const flood = Array.from({ length: 500 }, (_, n) => ask(issuer.token({}, { header: { kid: `invented-${n}` } })))

    expect(await ask(issuer.token({ jti: 'another' }))).toMatchObject({ ok: true })
    for (const answer of await Promise.all(flood)) expect(answer).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
    await Promise.all(Array.from({ length: 500 }, (_, n) => ask(issuer.token({}, { header: { kid: `again-${n}` } }))))
    expect(issuer.fetches).toBeLessThanOrEqual(4)
  })

  it('answers known keys at once while a fetch for an unknown key hangs', async () => {
    await ask(issuer.token())
    issuer.answer = 'hang'
    const waiting = ask(issuer.token({}, { header: { kid: 'invented' } }))

    const startedAt = performance.now()
    expect(await ask(issuer.token({ jti: 'another' }))).toMatchObject({ ok: true })
    expect(performance.now() - startedAt).toBeLessThan(250)
    expect(await waiting).toMatchObject({ ok: false })
  })

  it('keeps the last good keys when the issuer fails or talks nonsense', async () => {
    await ask(issuer.token())
    for (const answer of [{ status: 500, body: '' }, { status: 200, body: '<html>' }, { keys: [] }]) {
      issuer.answer = answer
      await ask(issuer.token({}, { header: { kid: 'invented' } }))
      expect(await ask(issuer.token({ jti: JSON.stringify(answer) }))).toMatchObject({ ok: true })
    }
  })

  it('answers AUTHENTICATION_UNAVAILABLE until the issuer has given keys once, then goes on by itself', async () => {
    issuer.answer = { status: 503, body: '' }
    await authenticator.warmUp()
    const token = issuer.token()

    expect(await ask(token)).toMatchObject({
      ok: false,
      anonymous: false,
      code: 'AUTHENTICATION_UNAVAILABLE',
      challenge: undefined,
    })
    issuer.answer = { keys: [rsa] }
    expect(await ask(token)).toMatchObject({ ok: true })
  })

  it('does not follow a redirect of the issuer to other keys', async () => {
    issuer.answer = { status: 302, body: '' }

    expect(await ask(issuer.token())).toMatchObject({ ok: false, code: 'AUTHENTICATION_UNAVAILABLE' })
  })

  it('stops accepting a cached token the moment it expires, and when its key is withdrawn', async () => {
    let nowMs = Date.now()
    authenticator = createAuthenticator([issuer.config], { nowMs: () => nowMs })
    const short = issuer.token({ exp: nowSeconds() + 30 })
    const long = issuer.token()
    expect(await ask(short)).toMatchObject({ ok: true })
    expect(await ask(long)).toMatchObject({ ok: true })

    nowMs += 60_000
    expect(await ask(short)).toMatchObject({ ok: false })
    const next = newSigningKey('ES256')
    issuer.answer = { keys: [next] }
    expect(await ask(issuer.token({}, { key: next }))).toMatchObject({ ok: true })
    expect(await ask(long)).toMatchObject({ ok: false })
  })

  it('reports what happens to the keys, for the log', async () => {
    const events: unknown[] = []
    authenticator = createAuthenticator([issuer.config], { onKeySetEvent: (event) => events.push(event) })
    await authenticator.warmUp()
    issuer.answer = { status: 500, body: '' }
    await authenticator.warmUp()

    expect(events).toEqual([
      { event: 'keys-changed', keyIds: [rsa.kid], issuer: issuer.issuer },
      { event: 'fetch-failed', reason: expect.any(String), issuer: issuer.issuer },
    ])
  })

  it('refreshes keys that grow old without being asked, and gets those that it could not get at the start', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'performance', 'queueMicrotask'] })
    try {
      let nowMs = Date.now()
      let fetches = 0
      authenticator = createAuthenticator([issuer.config], {
        nowMs: () => nowMs,
        fetchKeys: async () => {
          fetches += 1
          if (fetches === 1) throw new Error('down')
          return [{ id: rsa.kid, algorithm: rsa.alg, key: rsa.publicKey }]
        },
      })
      await authenticator.warmUp()
      authenticator.startPrefetch()
      const pass = async (ms: number) => {
        nowMs += ms
        await jest.advanceTimersByTimeAsync(30_000)
      }

      await pass(30_000)
      expect(fetches).toBe(2)
      await pass(30_000)
      expect(fetches).toBe(2)
      await pass(5 * 60_000)
      expect(fetches).toBe(3)
    } finally {
      authenticator.close()
      jest.useRealTimers()
    }
  })
})

describe('createAuthenticator with a partner registry', () => {
  const ACME: PartnerBinding = {
    partner: { id: 'par_acme', kind: 'CLIENT', accountIds: ['acc_acme'], supplierIds: [] },
    scopes: ['partner:projects:read', 'partner:invoices:read'],
    expiresAtSeconds: nowSeconds() + 3_600,
    tokensNotBeforeSeconds: null,
    revoked: false,
  }
  let snapshot: AccessSnapshot | null

  beforeEach(() => {
    snapshot = { clients: new Map([['pc_acme', ACME]]), revokedTokenIds: new Set() }
    authenticator = createAuthenticator([issuer.config], { registry: { current: () => snapshot } })
  })
  const bind = (binding: Partial<PartnerBinding>) => {
    snapshot = { clients: new Map([['pc_acme', { ...ACME, ...binding }]]), revokedTokenIds: new Set() }
  }
  const partnerToken = (claims: Record<string, unknown> = {}) =>
    issuer.token({ sub: 'pc_acme', client_id: 'pc_acme', roles: undefined, scope: undefined, jti: 'jti-acme', ...claims })

  it.each<[string, Record<string, unknown>]>([
    ['no partner claim', {}],
    ['another partner', { partner: { id: 'par_borealis', kind: 'CLIENT', accountIds: ['acc_borealis'], supplierIds: [] } }],
    ['another kind', { partner: { id: 'par_acme', kind: 'SUBCONTRACTOR', supplierIds: ['sup_nordlicht'] } }],
    ['more accounts', { partner: { id: 'par_acme', kind: 'CLIENT', accountIds: ['acc_acme', 'acc_borealis'] } }],
    ['a partner claim that is none', { partner: null }],
    ['roles of the firm', { roles: ['executive', 'svc_orchestrator'] }],
    ['a worker of the firm', { worker_id: 'wrk_executive', sub: 'executive', amr: ['mfa'] }],
    ['regions', { regions: ['NA', 'DACH'] }],
  ])('makes the same partner of a bound client whose token claims %s', async (_, claims) => {
    const answer = await ask(partnerToken(claims))

    expect(answer).toMatchObject({
      ok: true,
      principal: { kind: 'PARTNER', partner: ACME.partner, roles: [], workerId: null, regions: null, scopes: ACME.scopes },
    })
  })

  it('cuts the scopes that a token claims down to those of the registry', async () => {
    const scope = 'partner:invoices:read partner:contracts:read erp:margin:read delivery:partner:admin'

    expect(await ask(partnerToken({ scope }))).toMatchObject({ ok: true, principal: { scopes: ['partner:invoices:read'] } })
  })

  it('refuses a partner whose client nobody has bound, with the challenge of any other bad token', async () => {
    const refused = await ask(partnerToken({ client_id: 'pc_other', partner: { id: 'par_acme', kind: 'CLIENT' } }))

    expect(refused).toMatchObject({ ok: false, code: 'UNAUTHENTICATED', challenge: expect.stringContaining('invalid_token') })
    expect(refused).toMatchObject({ challenge: ((await ask('x.y.z')) as { challenge: string }).challenge })
  })

  it.each<[string, () => void]>([
    ['its client is revoked', () => bind({ revoked: true })],
    ['its client has expired', () => bind({ expiresAtSeconds: nowSeconds() })],
    ['its client is rotated', () => bind({ tokensNotBeforeSeconds: nowSeconds() })],
    [
      'its id is on the list',
      () => {
        snapshot = { clients: new Map([['pc_acme', ACME]]), revokedTokenIds: new Set(['jti-acme']) }
      },
    ],
  ])('refuses a cached token from the moment that %s, also where it is still answered', async (_, change) => {
    const token = partnerToken()
    const before = await ask(token)
    expect(before).toMatchObject({ ok: true })
    expect(before.ok && before.refusedNow()).toBeNull()

    change()
    expect(await ask(token)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
    expect(before.ok && before.refusedNow()).toBe('UNAUTHENTICATED')
  })

  it('gives a cached token the rights that were changed, and ends answers that began with the old ones', async () => {
    const token = partnerToken()
    const before = await ask(token)

    bind({ scopes: ['partner:projects:read'] })
    expect(await ask(token)).toMatchObject({ ok: true, principal: { scopes: ['partner:projects:read'] } })
    expect(before.ok && before.refusedNow()).toBe('UNAUTHENTICATED')
  })

  it('makes a client a partner from the moment that it is bound, though its token was cached as one of the firm', async () => {
    const token = issuer.token({ client_id: 'pc_late', roles: ['executive'] })
    expect(await ask(token)).toMatchObject({ ok: true, principal: { partner: null } })

    snapshot = { clients: new Map([['pc_late', ACME]]), revokedTokenIds: new Set() }
    expect(await ask(token)).toMatchObject({ ok: true, principal: { kind: 'PARTNER', roles: [] } })
  })

  it('revokes the token of one of the firm by its id', async () => {
    const token = issuer.token({ jti: 'jti-lost' })
    expect(await ask(token)).toMatchObject({ ok: true })

    snapshot = { clients: new Map(), revokedTokenIds: new Set(['jti-lost']) }
    expect(await ask(token)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
    expect(await ask(issuer.token({ jti: 'jti-kept' }))).toMatchObject({ ok: true })
  })

  it('answers nobody with 503 while the registry does not answer, cached or not, and goes on when it does', async () => {
    const known = snapshot
    const token = partnerToken()
    await ask(token)

    snapshot = null
    for (const each of [token, issuer.token()])
      expect(await ask(each)).toMatchObject({ ok: false, code: 'AUTHENTICATION_UNAVAILABLE', challenge: undefined })
    snapshot = known
    expect(await ask(token)).toMatchObject({ ok: true })
  })
})
