import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { bindPersonas } from '../../scripts/identity-provider/bind-personas.ts'
import { openEventStream } from '../support/event-stream.ts'
import { openPartnerStage, type PartnerStage } from '../support/partner-stage.ts'
import { query } from '../support/query.ts'
import { type RegisteringIssuer, startRegisteringIssuer } from '../support/registering-issuer.ts'
import { waitUntil } from '../support/wait-until.ts'

interface Registered {
  readonly partner: { readonly id: string }
}
interface Issued {
  readonly client: { readonly id: string; readonly scopes: readonly string[]; readonly expiresAt: string }
  readonly credentials: { readonly clientId: string; readonly clientSecret: string }
}

let stage: PartnerStage
beforeAll(async () => {
  stage = await openPartnerStage()
}, 60_000)
afterAll(() => stage?.close())

let counter = 0
async function newPartner(): Promise<string> {
  counter += 1
  const { partner } = await stage.partnerJson<Registered>(
    ...['register', '--kind', 'CLIENT', '--name', `Firm ${counter}`, '--account', `acc_firm${counter}`],
  )
  return partner.id
}
async function newClient(partnerId: string, ...more: readonly string[]): Promise<Issued> {
  return stage.partnerJson<Issued>('issue', partnerId, '--name', 'a client', ...more)
}
async function tokenOf({ clientId, clientSecret }: Issued['credentials'], scope?: string): Promise<string> {
  const { token, error } = await stage.clientToken(clientId, clientSecret, scope)
  if (token === undefined) throw new Error(error)
  return token
}
const jtiOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti

describe('npm run partner, with registry, issuer and gateway', () => {
  it('takes a firm from nothing to a token that the gateway knows as its partner', async () => {
    const issued = await newClient(await newPartner(), '--scopes', 'partner:projects:read,partner:invoices:read')
    const token = await tokenOf(issued.credentials)

    await waitUntil(async () => (await stage.whoIs(token)).status === 200, 2_000)
    expect((await stage.whoIs(token)).viewer).toEqual({
      kind: 'PARTNER',
      subject: issued.client.id,
      clientId: issued.client.id,
      scopes: ['partner:projects:read', 'partner:invoices:read'],
    })
  })

  it('keeps of the secret a hash only, shows it once, and takes no other', async () => {
    const { credentials } = await newClient(await newPartner())
    const file = readFileSync(path.join(stage.issuer.directory.root, 'identity-provider', 'clients.json'), 'utf8')
    const hash = /"secretHash": "(scrypt\$[^"]+)"/.exec(file)?.[1] ?? ''

    expect(file).toContain(credentials.clientId)
    expect(file).not.toContain(credentials.clientSecret)
    expect(JSON.stringify(await stage.partner('show'))).not.toContain(credentials.clientSecret)
    for (const secret of ['wrong', hash, ''])
      expect((await stage.clientToken(credentials.clientId, secret)).token).toBeUndefined()
  })

  it('[AP-02] revokes a client: its tokens are refused within the poll, and the issuer gives no more', async () => {
    const { client, credentials } = await newClient(await newPartner())
    const token = await tokenOf(credentials)
    await waitUntil(async () => (await stage.whoIs(token)).status === 200, 2_000)

    const revoked = await stage.partner('revoke', client.id, '--reason', 'The contract has ended.')

    expect(revoked.code).toBe(0)
    expect(await stage.untilRefused(token)).toBeLessThan(2_000)
    const refused = await stage.whoIs(token)
    expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(refused.challenge).toBe((await stage.whoIs('x.y.z')).challenge)
    expect(await stage.clientToken(credentials.clientId, credentials.clientSecret)).toEqual({ error: 'invalid_client' })
    const again = await stage.partner('revoke', client.id, '--reason', 'Once more.')
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('INVALID_STATE')])
  })

  it('rotates a client: the old secret and its tokens end, the new ones work', async () => {
    const { client, credentials } = await newClient(await newPartner())
    const old = await tokenOf(credentials)
    await waitUntil(async () => (await stage.whoIs(old)).status === 200, 2_000)

    const rotated = await stage.partnerJson<Issued>('rotate', client.id)

    expect(await stage.untilRefused(old)).toBeLessThan(2_000)
    expect(await stage.clientToken(client.id, credentials.clientSecret)).toEqual({ error: 'invalid_client' })
    expect(rotated.credentials.clientSecret).not.toBe(credentials.clientSecret)
    // Tokens of the next seconds are refused, too: the clocks of issuer and database may differ.
    await waitUntil(async () => (await stage.whoIs(await tokenOf(rotated.credentials))).status === 200, 12_000)
  }, 20_000)

  it('revokes one token of one of the firm, ends its stream, and leaves the next one alone', async () => {
    const lost = await stage.personaToken('project_manager')
    const stream = await openEventStream(`${stage.origin}/live/inbox`, { authorization: `Bearer ${lost}` })
    try {
      expect(stream.status).toBe(200)

      expect((await stage.partner('revoke', '--token-id', jtiOf(lost), '--reason', 'It was in a log.')).code).toBe(0)

      expect(await stage.untilRefused(lost)).toBeLessThan(2_000)
      await stream.until(({ ended }) => ended)
      expect(stream.events.at(-1)).toMatchObject({ event: 'refused', data: { code: 'UNAUTHENTICATED' } })
      expect((await stage.whoIs(await stage.personaToken('project_manager'))).status).toBe(200)
    } finally {
      await stream.close()
    }
  }, 20_000)

  it('refuses a client from the moment that it expires, though its token lives on', async () => {
    const { client, credentials } = await newClient(await newPartner())
    const token = await tokenOf(credentials)
    await waitUntil(async () => (await stage.whoIs(token)).status === 200, 2_000)

    await query(stage.database.adminUrl, `update delivery.partner_client set expires_at = now() where id = '${client.id}'`)

    expect(await stage.untilRefused(token)).toBeLessThan(3_000)
  })

  it.each([
    ['client_acme', 'par_acme'],
    ['sub_nordlicht', 'par_nordlicht'],
    ['reseller_axiom', 'par_axiom'],
  ])('knows the persona %s from the start', async (persona, id) => {
    expect((await stage.whoIs(await stage.personaToken(persona))).viewer).toMatchObject({ kind: 'PARTNER', clientId: persona })
    expect((await stage.partner('show', id)).out).toContain(`${persona}  ACTIVE`)
  })

  it('binds personas with every start: renews what runs out, and leaves alone what was revoked', async () => {
    const stateOf = () =>
      query<{ id: string; days: number; revoked: boolean }>(
        stage.database.adminUrl,
        `select id, round(extract(epoch from expires_at - now()) / 86400)::int as days, revoked_at is not null as revoked
         from delivery.partner_client where id in ('sub_kestrel', 'reseller_axiom') order by id`,
      )
    expect((await stage.partner('revoke', 'sub_kestrel', '--reason', 'A test.')).code).toBe(0)
    await query(
      stage.database.adminUrl,
      "update delivery.partner_client set expires_at = now() + interval '1 day' where id in ('sub_kestrel', 'reseller_axiom')",
    )

    await bindPersonas(stage.database.adminUrl)

    expect(await stateOf()).toEqual([
      { id: 'reseller_axiom', days: 365, revoked: false },
      { id: 'sub_kestrel', days: 1, revoked: true },
    ])
  })

  it('speaks to the graph of another installation with a token of its own', async () => {
    const elsewhere = ['--url', stage.gatewayUrl]
    expect(await stage.partner('show', ...elsewhere)).toMatchObject({ code: 1, err: '--url needs an access token in TOKEN' })

    stage.env.TOKEN = await stage.personaToken('partner_manager')
    try {
      const issued = await stage.partner('issue', 'par_acme', '--name', 'elsewhere', ...elsewhere)
      expect([issued.code, issued.err]).toEqual([0, ''])
      expect(issued.out).toMatch(/Configure at the issuer.*client_id +pcl_[0-9a-f]{32}/s)
      expect(issued.out).not.toContain('secret  ')
      stage.env.TOKEN = 'x.y.z'
      expect(await stage.partner('show', ...elsewhere)).toMatchObject({
        code: 1,
        err: expect.stringContaining('UNAUTHENTICATED'),
      })
    } finally {
      delete stage.env.TOKEN
    }
  })

  it('has one effect for a call that is repeated under its key', async () => {
    const call = [
      'register',
      '--kind',
      'SUBCONTRACTOR',
      '--name',
      'Twice',
      '--supplier',
      'sup_twice',
      '--idempotency-key',
      'twice',
    ]
    const first = await stage.partnerJson<Registered>(...call)

    expect(await stage.partnerJson<Registered>(...call)).toEqual(first)
    const other = await stage.partner(...call.slice(0, -1), 'another key')
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('CONFLICT')])
  })

  it('is closed to everybody without the scope', async () => {
    const partnerId = await newPartner()
    for (const [persona, refusal] of [
      ['project_manager', 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ['executive', 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ['client_acme', 'GRAPHQL_VALIDATION_FAILED'], // it does not exist in the contract of a client
    ] as const) {
      const { code, err } = await stage.partner('issue', partnerId, '--name', 'x', '--persona', persona)
      expect([code, err]).toEqual([1, expect.stringContaining(refusal)])
    }
  })

  it.each([
    [['bogus']],
    [[]],
    [['register', '--kind', 'CLIENT', '--name', 'x']],
    [['register', '--kind', 'CLIENT', '--name', 'x', '--account', 'acc_x', '--supplier', 'sup_x']],
    [['issue', 'par_acme']],
    [['issue', 'par_acme', '--name', 'x', '--expires', 'soon']],
    [['issue', 'par_acme', '--name', 'x', '--reason', 'y']],
    [['revoke', 'client_acme']],
    [['revoke', 'client_acme', '--token-id', 'x', '--reason', 'y']],
    [['rotate']],
    [['show', 'a', 'b']],
    [['show', '--scope', 'x']],
  ])('answers wrong usage %j with 2 and one line', async (argv) => {
    const { code, out, err } = await stage.partner(...argv)

    expect([code, out]).toEqual([2, ''])
    expect(err.split('\n')).toHaveLength(1)
  })

  it.each([
    ['a scope of the firm', ['--scopes', 'erp:margin:read'], 'scopes: VALIDATION_FAILED'],
    ['a scope of another kind', ['--scopes', 'partner:po:ack'], 'scopes: VALIDATION_FAILED'],
    ['an expiry beyond a year', ['--expires', '400d'], 'expiresAt: VALIDATION_FAILED'],
    ['an expiry in the past', ['--expires', '2020-01-01T00:00:00Z'], 'expiresAt: VALIDATION_FAILED'],
    ['the client that it calls with', ['--client-id', 'delivery-cli'], 'clientId: VALIDATION_FAILED'],
    ['a client of another partner', ['--client-id', 'client_borealis'], 'CONFLICT'],
  ])('refuses to issue %s', async (_, more, message) => {
    const { code, err } = await stage.partner('issue', 'par_acme', '--name', 'x', ...more)

    expect([code, err]).toEqual([1, expect.stringContaining(message)])
  })

  describe('at an issuer that offers dynamic registration', () => {
    let other: RegisteringIssuer
    beforeAll(async () => {
      other = await startRegisteringIssuer()
    })
    afterAll(() => other.close())
    const issueThere = (...more: readonly string[]) =>
      stage.partner(
        ...['issue', 'par_borealis', '--name', 'there', '--scopes', 'partner:projects:read'],
        ...['--registration-endpoint', other.registrationEndpoint, '--json', ...more],
      )

    it('binds the client that the issuer has registered', async () => {
      stage.env.REGISTRATION_TOKEN = other.initialToken
      const { code, out, err } = await issueThere()
      expect([code, err]).toEqual([0, ''])
      const { client, credentials } = JSON.parse(out) as Issued

      expect(client).toMatchObject({ id: credentials.clientId, scopes: ['partner:projects:read'] })
      expect(await other.signIn(credentials)).toBe(200)
      expect((await stage.partner('show', 'par_borealis')).out).toContain(client.id)
    })

    it('takes the registration back when the client cannot be bound', async () => {
      const before = other.clientIds().length
      const { code, err } = await issueThere('--expires', '400d')

      expect([code, err]).toEqual([1, expect.stringContaining('its registration was taken back')])
      expect(other.clientIds()).toHaveLength(before)
    })

    it('says when the issuer refuses, and binds nothing', async () => {
      stage.env.REGISTRATION_TOKEN = 'wrong'
      const { code, err } = await issueThere()

      expect([code, err]).toEqual([1, expect.stringContaining('the registration endpoint refused: invalid_token')])
    })

    it('prints what to configure for a client that is made there by hand', async () => {
      const { code, out } = await stage.partner('issue', 'par_borealis', '--name', 'by hand', '--client-id', 'made-by-hand')

      expect(code).toBe(0)
      expect(out).toMatch(/client_id +made-by-hand\n/)
      expect(out).toContain('"kind":"CLIENT"')
      const rotated = await stage.partner('rotate', 'made-by-hand', '--secret-changed')
      expect([rotated.code, rotated.out]).toEqual([0, expect.stringContaining('refused within 60 s')])
      expect((await stage.partner('rotate', 'made-by-hand')).code).toBe(1)
    })
  })

  it('answers 503 for every token while the registry cannot be read, and goes on by itself', async () => {
    const token = await stage.personaToken('client_acme')
    expect((await stage.whoIs(token)).status).toBe(200)

    const person = await stage.personaToken('project_manager')
    stage.gate.shut()
    const realNow = Date.now
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + 61_000) // the registry is 60 s old
    try {
      expect(await stage.whoIs(token)).toMatchObject({ status: 503, code: 'AUTHENTICATION_UNAVAILABLE', challenge: null })
      expect(await stage.whoIs(person)).toMatchObject({ status: 503 })
    } finally {
      clock.mockRestore()
      stage.gate.open()
    }
    await waitUntil(async () => (await stage.whoIs(token)).status === 200, 8_000)
  }, 20_000)
})
