import { statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAuthenticator } from '../../../gateway/authentication/create-authenticator.ts'
import { IssuerConfig } from '../../../gateway/authentication/issuer-config.ts'
import { PartnersConfig } from '../../../gateway/registry/registry-config.ts'
import { createStaticRegistry } from '../../../gateway/registry/static-registry.ts'
import { PERSONA_GRANT } from '../../../scripts/identity-provider/cli-client.ts'
import { PERSONAS, personaNamed } from '../../../scripts/identity-provider/personas.ts'
import { requestPersonaToken } from '../../../scripts/identity-provider/request-token.ts'
import { type IssuerFixture, startIssuerFixture } from './issuer-fixture.ts'

let fixture: IssuerFixture
beforeAll(async () => {
  fixture = await startIssuerFixture()
})
afterAll(() => fixture.stop())

/** The partners among the personas, as the registry has them. */
const registry = createStaticRegistry(
  PartnersConfig.parse({
    clients: Object.fromEntries(
      PERSONAS.flatMap(({ name, scopes, partner }) => {
        if (partner === null) return []
        const client = { partnerId: partner.id, kind: partner.kind, scopes, expiresAt: '2099-01-01T00:00:00Z' }
        return [[name, client]]
      }),
    ),
  }),
)

/** The gateway's own authenticator, configured as for any OpenID issuer. */
const gatewayFor = ({ provider }: IssuerFixture) =>
  createAuthenticator([IssuerConfig.parse({ issuer: provider.issuer, audience: 'delivery-graph' })], { registry })

async function principalOf(token: string, authenticator = gatewayFor(fixture)) {
  const outcome = await authenticator.authenticate({ authorization: [`Bearer ${token}`] })
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.principal
}

const personaToken = (persona: string, expiresInSeconds?: number, { provider, secretOf } = fixture) =>
  requestPersonaToken({
    issuer: provider.issuer,
    cliSecret: secretOf('delivery-cli'),
    persona,
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  })

async function askToken(clientId: string, form: Record<string, string>, secret = fixture.secretOf(clientId)) {
  const response = await fetch(`${fixture.provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: (await response.json()) as { access_token: string; scope?: string; error?: string } }
}

const rotate = (clientId: string) =>
  fetch(`${fixture.provider.issuer}/admin/rotate-keys`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${fixture.secretOf(clientId)}`).toString('base64')}` },
  })

describe('the development identity provider', () => {
  it('says that it is ready, and where its keys are', async () => {
    const { issuer } = fixture.provider

    expect((await fetch(`${issuer}/health/ready`)).status).toBe(200)
    expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/jwks`,
    })
  })

  it('publishes public keys only, for RS256 and ES256', async () => {
    const { keys } = (await (await fetch(`${fixture.provider.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] }

    expect(keys.map(({ alg }) => alg)).toEqual(['RS256', 'ES256'])
    for (const key of keys) expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']))
  })

  it('keeps its private keys readable by the owner only', () => {
    const folder = path.join(fixture.directory.root, 'identity-provider')

    expect(statSync(path.join(folder, 'jwks.json')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it.each(PERSONAS.map(({ name }) => name))('gives %s a token that the gateway understands', async (name) => {
    const persona = personaNamed(name)
    const { access_token, expires_in } = await personaToken(name)
    const principal = await principalOf(access_token)

    expect(expires_in).toBe(900)
    expect(principal).toMatchObject({
      subject: name,
      clientId: persona?.kind === 'person' ? 'delivery-cli' : name,
      workerId: persona?.workerId,
      roles: persona?.roles,
      scopes: persona?.scopes,
      partner: persona?.partner === null ? null : { id: persona?.partner?.id, kind: persona?.partner?.kind },
    })
  })

  it('signs a person in with a second factor, now', async () => {
    const principal = await principalOf((await personaToken('hr_partner')).access_token)

    expect(principal).toMatchObject({ kind: 'PERSON', amr: ['pwd', 'mfa'] })
    expect(Math.abs((principal.authenticatedAt ?? 0) - Date.now() / 1_000)).toBeLessThan(5)
  })

  it('gives a service and a partner the same rights by client credentials', async () => {
    const service = await askToken('svc_orchestrator', { grant_type: 'client_credentials' })
    const partner = await askToken('sub_kestrel', { grant_type: 'client_credentials' })

    expect(await principalOf(service.body.access_token)).toMatchObject({
      kind: 'SERVICE',
      scopes: personaNamed('svc_orchestrator')?.scopes,
    })
    expect(await principalOf(partner.body.access_token)).toMatchObject({
      kind: 'PARTNER',
      partner: { id: 'par_kestrel', kind: 'SUBCONTRACTOR' },
      scopes: personaNamed('sub_kestrel')?.scopes,
    })
  })

  it('narrows a client to the scopes that it asks for, and refuses more than it has', async () => {
    const narrow = await askToken('svc_orchestrator', { grant_type: 'client_credentials', scope: 'erp:write' })
    const wide = await askToken('client_acme', { grant_type: 'client_credentials', scope: 'erp:margin:read' })

    expect((await principalOf(narrow.body.access_token)).scopes).toEqual(['erp:write'])
    expect(wide).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
  })

  it('lets nobody but the command line pick a persona, and not without its secret', async () => {
    const form = { grant_type: PERSONA_GRANT, persona: 'executive' }

    expect((await askToken('client_acme', form)).status).toBe(400)
    expect((await askToken('svc_orchestrator', form)).status).toBe(400)
    expect((await askToken('delivery-cli', form, 'a-guess-of-the-secret')).status).toBe(401)
    expect((await askToken('delivery-cli', { ...form, persona: 'root' })).status).toBe(400)
  })

  it('grants the life that was asked for, up to two hours', async () => {
    expect((await personaToken('legal', 60)).expires_in).toBe(60)
    expect((await personaToken('client_acme', 7_200)).expires_in).toBe(7_200)
    await expect(personaToken('legal', 7_201)).rejects.toThrow('invalid_request')
  })

  it('rotates its keys on demand of the command line only; tokens of the old keys stay good', async () => {
    const authenticator = gatewayFor(fixture)
    const before = (await personaToken('legal')).access_token
    await principalOf(before, authenticator)

    expect((await rotate('client_acme')).status).toBe(401)
    expect((await rotate('delivery-cli')).status).toBe(200)
    const after = (await personaToken('legal')).access_token

    expect(keyIdOf(after)).not.toBe(keyIdOf(before))
    expect(await principalOf(after, authenticator)).toMatchObject({ subject: 'legal' })
    expect(await principalOf(before)).toMatchObject({ subject: 'legal' })
  })

  it('can sign with ES256 as well', async () => {
    const elliptic = await startIssuerFixture('ES256')
    try {
      const { access_token } = await personaToken('legal', undefined, elliptic)

      expect(headerOf(access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
      expect(await principalOf(access_token, gatewayFor(elliptic))).toMatchObject({ subject: 'legal' })
    } finally {
      await elliptic.stop()
    }
  })

  describe('with clients that are registered while it runs', () => {
    const ADMIN = 'delivery-cli'
    const CLIENT = { client_id: 'pc_test', scopes: ['partner:projects:read'], partner: { id: 'par_x', kind: 'CLIENT' } }
    async function admin(method: string, path: string, body?: unknown, as = ADMIN) {
      const response = await fetch(`${fixture.provider.issuer}/admin${path}`, {
        method,
        headers: { authorization: `Basic ${Buffer.from(`${as}:${fixture.secretOf(as)}`).toString('base64')}` },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Record<string, string> }
    }
    const signIn = (secret = '') => askToken('pc_test', { grant_type: 'client_credentials' }, secret)

    it('registers, rotates and removes one, and says in its tokens that it is a partner’s', async () => {
      const first = (await admin('POST', '/clients', CLIENT)).body.client_secret
      const token = (await signIn(first)).body.access_token
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      expect(claims).toMatchObject({ client_id: 'pc_test', scope: 'partner:projects:read', partner: CLIENT.partner })
      expect(claims.jti).toEqual(expect.any(String))
      await expect(principalOf(token)).rejects.toThrow('not registered')

      const second = (await admin('POST', '/clients/pc_test/rotate-secret')).body.client_secret
      expect([(await signIn(first)).status, (await signIn(second)).status]).toEqual([401, 200])

      await rotate(ADMIN)
      expect((await signIn(second)).status).toBe(200)
      expect((await admin('DELETE', '/clients/pc_test')).status).toBe(200)
      expect((await signIn(second)).status).toBe(401)
    })

    it.each([
      ['without a body', undefined, 400],
      ['with a body that is no JSON', '{', 400],
      ['with a body without end', `"${'x'.repeat(20_000)}"`, 400],
      ['without a partner', { client_id: 'pc_y', scopes: ['x'] }, 400],
      ['under the id of a persona', { ...CLIENT, client_id: 'client_acme' }, 409],
      ['under the id of a person', { ...CLIENT, client_id: 'executive' }, 409],
      ['under the id of the command line', { ...CLIENT, client_id: ADMIN }, 409],
    ])('refuses a registration %s', async (_, body, status) => {
      expect((await admin('POST', '/clients', body)).status).toBe(status)
    })

    it.each([
      ['GET', '/clients', 405],
      ['GET', '/clients/pc_nobody', 405],
      ['DELETE', '/clients/pc_nobody', 404],
      ['DELETE', '/clients/client_acme', 404],
      ['POST', '/clients/client_acme/rotate-secret', 404],
      ['POST', '/clients/%ff/rotate-secret', 404],
      ['POST', '/elsewhere', 404],
    ])('answers %s %s with %d', async (method, path, status) => {
      expect((await admin(method, path)).status).toBe(status)
    })

    it('takes orders of the command line only', async () => {
      expect((await admin('POST', '/clients', CLIENT, 'svc_orchestrator')).status).toBe(401)
      expect((await admin('DELETE', '/clients/pc_test', undefined, 'client_acme')).status).toBe(401)
    })
  })
})

const headerOf = (token: string): { kid?: string } => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
const keyIdOf = (token: string) => headerOf(token).kid
