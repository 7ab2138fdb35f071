import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { PARTNER_SCOPES } from '../../../policies/index.ts'
import { startDeliverySubgraph } from '../../../subgraphs/delivery/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { type DeliveryFixture, openDeliveryFixture } from './support/delivery-fixture.ts'

const ADMIN = personWith(['delivery:partner:admin'], {
  subject: 'partner_manager',
  amr: ['pwd', 'mfa'],
  clientId: 'delivery-cli',
})
const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString()

type Payload = {
  readonly replayed: boolean
  readonly userErrors: readonly { readonly code: string; readonly field: string[] | null }[]
} & Readonly<Record<string, unknown>>

const idOf = (record: unknown): string => (record as { readonly id: string }).id // the selection has it

describe('the registry of partners', () => {
  let fixture: DeliveryFixture
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    fixture = await openDeliveryFixture()
    const DATABASE_URL = fixture.database.urlFor('delivery')
    running = await startDeliverySubgraph({ PORT: '0', ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent', DATABASE_URL })
    ask = sealedClient(running.url, 'subgraph:delivery')
  })
  afterAll(async () => {
    await running.stop()
    await fixture.close()
  })

  let counter = 0
  async function write(mutation: string, selection: string, input: object, principal: Principal = ADMIN) {
    counter += 1
    const Input = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`
    const query = `mutation ($input: ${Input}) { it: ${mutation}(input: $input) { ${selection} replayed userErrors { code field } } }`
    const variables = { input: { idempotencyKey: `key-${counter}`, ...input } }
    const answer = await ask<{ it: Payload | null } | null>(query, { principal, variables })
    return { payload: answer.data?.it ?? null, code: answer.errors?.[0]?.extensions.code }
  }
  const register = (input: object, principal?: Principal) =>
    write(
      'registerPartner',
      'partner { id kind name account { id } supplier { id } allowedScopes registeredBy }',
      input,
      principal,
    )
  const issue = (input: object, principal?: Principal) =>
    write('issuePartnerClient', 'client { id name status scopes expiresAt partner { id } issuedBy }', input, principal)
  const CLIENT = 'client { id status tokensNotBefore revokedAt revocations { reason revokedBy } }'

  async function newPartner(kind = 'CLIENT'): Promise<string> {
    counter += 1
    const record = kind === 'SUBCONTRACTOR' ? { supplierId: `sup_n${counter}` } : { accountId: `acc_n${counter}` }
    const { payload } = await register({ kind, name: `Firm ${counter}`, ...record })
    return idOf(payload?.partner)
  }
  async function newClient(more: object = {}): Promise<string> {
    const { payload } = await issue({ partnerId: await newPartner(), name: 'c', expiresAt: inDays(30), ...more })
    return idOf(payload?.client)
  }

  it('registers a partner with what its row rules go by', async () => {
    expect((await register({ kind: 'CLIENT', name: 'Acme', accountId: 'acc_one' })).payload).toEqual({
      partner: {
        id: expect.stringMatching(/^par_[0-9a-f]{32}$/),
        kind: 'CLIENT',
        name: 'Acme',
        account: { id: 'acc_one' },
        supplier: null,
        allowedScopes: PARTNER_SCOPES.CLIENT,
        registeredBy: 'partner_manager',
      },
      replayed: false,
      userErrors: [],
    })
  })

  it('has one partner for each kind and record, also when two are registered at once', async () => {
    const both = await Promise.all([1, 2].map(() => register({ kind: 'RESELLER', name: 'Axiom', accountId: 'acc_axiom' })))

    expect(both.map(({ payload }) => payload?.userErrors[0]?.code).toSorted()).toEqual(['CONFLICT', undefined])
    expect((await register({ kind: 'CLIENT', name: 'Axiom', accountId: 'acc_axiom' })).payload?.userErrors).toEqual([])
  })

  it.each([
    ['a client without an account', { kind: 'CLIENT', name: 'x' }, 'accountId'],
    ['a client with a supplier', { kind: 'CLIENT', name: 'x', accountId: 'acc_x', supplierId: 'sup_x' }, 'supplierId'],
    ['a subcontractor with an account', { kind: 'SUBCONTRACTOR', name: 'x', accountId: 'acc_x' }, 'supplierId'],
    ['an account that is none', { kind: 'RESELLER', name: 'x', accountId: 'sup_x' }, 'accountId'],
    ['an account with more in it', { kind: 'CLIENT', name: 'x', accountId: "acc_x' or '1" }, 'accountId'],
    ['no name', { kind: 'CLIENT', name: ' ', accountId: 'acc_x' }, 'name'],
    ['a name with a line break', { kind: 'CLIENT', name: 'a\nb', accountId: 'acc_x' }, 'name'],
    ['a name without end', { kind: 'CLIENT', name: 'n'.repeat(201), accountId: 'acc_x' }, 'name'],
  ])('refuses to register %s', async (_, input, field) => {
    const { payload } = await register(input)

    expect(payload?.partner).toBeNull()
    expect(payload?.userErrors[0]).toEqual({ code: 'VALIDATION_FAILED', field: ['input', field] })
  })

  it('issues a client with all that the partner allows, or with less', async () => {
    const partnerId = await newPartner('SUBCONTRACTOR')
    const expiresAt = inDays(30)

    expect((await issue({ partnerId, name: 'all', expiresAt })).payload?.client).toEqual({
      id: expect.stringMatching(/^pcl_[0-9a-f]{32}$/),
      name: 'all',
      status: 'ACTIVE',
      scopes: PARTNER_SCOPES.SUBCONTRACTOR,
      expiresAt,
      partner: { id: partnerId },
      issuedBy: 'partner_manager',
    })
    const less = {
      partnerId,
      name: 'less',
      expiresAt,
      clientId: 'https://issuer/7f',
      scopes: ['partner:po:read', 'partner:po:read'],
    }
    expect((await issue(less)).payload?.client).toMatchObject({ id: 'https://issuer/7f', scopes: ['partner:po:read'] })
  })

  it.each([
    ['beyond a year', { expiresAt: inDays(366) }, 'expiresAt'],
    ['in the past', { expiresAt: inDays(-1) }, 'expiresAt'],
    ['a scope of the firm', { scopes: ['partner:projects:read', 'erp:margin:read'] }, 'scopes'],
    ['a scope of another kind', { scopes: ['partner:po:read'] }, 'scopes'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['an empty id', { clientId: '' }, 'clientId'],
    ['an id with a NUL', { clientId: 'a\u0000' }, 'clientId'],
    ['the client of the caller', { clientId: 'delivery-cli' }, 'clientId'],
    ['a partner that is none', { partnerId: "par_x' --" }, 'partnerId'],
    ['a partner that is not there', { partnerId: 'par_nobody' }, 'partnerId'],
  ])('refuses to issue %s', async (_, change, field) => {
    const { payload } = await issue({ partnerId: await newPartner(), name: 'x', expiresAt: inDays(1), ...change })

    expect(payload?.client).toBeNull()
    expect(payload?.userErrors[0]?.field).toEqual(['input', field])
  })

  it('never moves a client to another partner', async () => {
    const clientId = await newClient()

    const { payload } = await issue({ partnerId: await newPartner(), name: 'x', expiresAt: inDays(1), clientId })
    expect(payload?.userErrors).toEqual([{ code: 'CONFLICT', field: null }])
  })

  it('rotates as often as is asked, and revokes once, each with who and why', async () => {
    const clientId = await newClient()
    const rotate = (reason: string) => write('rotatePartnerClient', CLIENT, { clientId, reason })
    const revoke = (reason: string) => write('revokePartnerClient', CLIENT, { clientId, reason })

    const first = (await rotate('leaked')).payload?.client
    const second = (await rotate('again')).payload?.client
    const revoked = (await revoke('ended')).payload?.client

    expect(first).toMatchObject({ status: 'ACTIVE', tokensNotBefore: expect.any(String), revokedAt: null })
    expect((second as { tokensNotBefore: string }).tokensNotBefore > (first as { tokensNotBefore: string }).tokensNotBefore).toBe(
      true,
    )
    expect(revoked).toMatchObject({
      status: 'REVOKED',
      revokedAt: expect.any(String),
      revocations: ['leaked', 'again', 'ended'].map((reason) => ({ reason, revokedBy: 'partner_manager' })),
    })
    for (const late of [await rotate('late'), await revoke('late')])
      expect(late.payload?.userErrors).toMatchObject([{ code: 'INVALID_STATE' }])
  })

  it('revokes once when twenty ask at once', async () => {
    const clientId = await newClient()
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        write('revokePartnerClient', CLIENT, { clientId, reason: 'x', idempotencyKey: `race-${n}` }),
      ),
    )

    expect(all.filter(({ payload }) => payload?.userErrors.length === 0)).toHaveLength(1)
    expect(await fixture.rows(`select count(*)::int as n from delivery.revocation where client_id = '${clientId}'`)).toEqual([
      { n: 1 },
    ])
  })

  it('puts a token on the list for longer than any token lives', async () => {
    const input = { tokenId: 'jti-1', reason: 'in a log', idempotencyKey: 'token' }
    const revoke = () => write('revokeAccessToken', 'revocation { tokenId expiresAt reason revokedBy revokedAt }', input)
    const { payload } = await revoke()

    const { expiresAt = '', revokedAt = '' } = (payload?.revocation ?? {}) as { expiresAt?: string; revokedAt?: string }
    expect(Date.parse(expiresAt) - Date.parse(revokedAt)).toBeGreaterThanOrEqual(DAY_MS)
    expect((await revoke()).payload).toEqual({ ...payload, replayed: true })
  })

  it.each([
    ['rotatePartnerClient', { clientId: 'nobody', reason: 'x' }, 'NOT_FOUND'],
    ['revokePartnerClient', { clientId: 'nobody', reason: 'x' }, 'NOT_FOUND'],
    ['revokePartnerClient', { clientId: 'a\u0000', reason: 'x' }, 'VALIDATION_FAILED'],
    ['revokePartnerClient', { clientId: 'x', reason: '' }, 'VALIDATION_FAILED'],
    ['revokePartnerClient', { clientId: 'x', reason: 'a\u0000b' }, 'VALIDATION_FAILED'],
  ])('refuses %s of %j', async (mutation, input, code) => {
    expect((await write(mutation, CLIENT, input)).payload?.userErrors[0]?.code).toBe(code)
  })

  it('is closed without the scope, to whoever issues without a second factor, and to partners whatever they hold', async () => {
    const partnerId = await newPartner()
    const without = personWith(['delivery:read', 'delivery:admin'], { amr: ['mfa'] })
    const noFactor = { ...ADMIN, amr: ['pwd'] }
    const partner: Principal = {
      ...ADMIN,
      kind: 'PARTNER',
      partner: { id: partnerId, kind: 'CLIENT', accountIds: [], supplierIds: [] },
    }

    expect((await register({ kind: 'CLIENT', name: 'x', accountId: 'acc_q' }, without)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    for (const principal of [without, noFactor]) {
      const { code } = await issue({ partnerId, name: 'x', expiresAt: inDays(1) }, principal)
      expect(code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    }
    const read = `{ partner(id: "${partnerId}") { id } partners { nodes { id } totalCount } }`
    expect((await ask(read, { principal: partner })).data).toEqual({ partner: null, partners: { nodes: [], totalCount: 0 } })
    expect((await ask(read, { principal: ADMIN })).data).toMatchObject({ partner: { id: partnerId } })
  })

  it('refuses a partner who writes, and writes nothing', async () => {
    const partner: Principal = {
      ...ADMIN,
      kind: 'PARTNER',
      partner: { id: 'par_x', kind: 'CLIENT', accountIds: [], supplierIds: [] },
    }
    const before = await fixture.rows('select count(*)::int as n from delivery.partner')

    expect((await register({ kind: 'CLIENT', name: 'x', accountId: 'acc_spoof' }, partner)).payload?.userErrors).toMatchObject([
      { code: 'FORBIDDEN' },
    ])
    expect(await fixture.rows('select count(*)::int as n from delivery.partner')).toEqual(before)
  })

  it('reads a page of partners with their clients at a cost that does not grow with it', async () => {
    const { data, statements } = await ask<{ partners: { nodes: { name: string; clients: unknown[] }[] } }>(
      '{ partners(first: 100) { nodes { id name clients { id partner { name } revocations { reason } } } } }',
      { principal: ADMIN },
    )

    const { nodes } = data.partners
    expect(nodes.map(({ name }) => name)).toEqual(nodes.map(({ name }) => name).toSorted())
    expect(nodes.filter(({ clients }) => clients.length > 0).length).toBeGreaterThan(3)
    expect(statements).toBeLessThanOrEqual(4) // partners, clients, their partners, revocations
  })

  it('reads partners of one kind', async () => {
    const { data } = await ask<{ partners: { nodes: { kind: string }[] } }>(
      '{ partners(filter: { kind: [SUBCONTRACTOR] }, first: 100) { nodes { kind } } }',
      { principal: ADMIN },
    )

    expect(new Set(data.partners.nodes.map(({ kind }) => kind))).toEqual(new Set(['SUBCONTRACTOR']))
  })
})
