import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { query } from '../../support/query.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { person } from '../support/principal.ts'
import { AUDIT_KEY, type AuditedGateway, startAuditedGateway } from './audited-gateway.ts'

const ADA = person(['hr:write'], { subject: 'user:ada@example.com', clientId: 'payroll-app' })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let audited: AuditedGateway
let requestNumber = 0
beforeAll(async () => {
  audited = await startAuditedGateway({}, { variantRules: new Map([['client', { include: ['client'], exclude: [] }]]) })
  await waitUntil(async () => (await audited.entries('opened')).length === 1)
})
afterAll(() => audited.close())

/** Sends a request and finds what was recorded of it. */
async function recordOf(document: string, ask: Parameters<AuditedGateway['gateway']['ask']>[1] = {}) {
  requestNumber += 1
  const requestId = `request-${requestNumber}`
  const answer = await audited.gateway.ask(document, { as: ADA, ...ask, headers: { 'x-request-id': requestId } })
  const find = async () => (await audited.entries('request')).find((entry) => entry.requestId === requestId)
  await waitUntil(async () => (await find()) !== undefined)
  const entry = await find()
  if (entry === undefined) throw new Error('unreachable')
  return { answer, entry }
}

describe('the audit of operations', () => {
  it('records who read which protected field, what was decided by which rule, and of which document', async () => {
    const document = 'query Pay { worker(id: "w1") { name pay } }'
    const { entry } = await recordOf(document)

    expect(entry).toMatchObject({
      caller: { kind: 'PERSON', client: 'payroll-app', actingFor: null },
      variant: 'internal',
      operation: { id: sha256(document), name: 'Pay', type: 'query' },
      verdicts: [{ rule: 'scopes ["hr:comp:read"]', decision: 'denied', coordinates: ['Worker.pay'] }],
      document: null,
      subgraphVerdicts: [],
      mutations: [],
      codes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
    })
    expect(entry.policyVersion).toMatch(/^[0-9a-f]{64}$/)
  })

  it('records what was granted with the same words', async () => {
    const { entry } = await recordOf('{ worker(id: "w1") { pay } }', { as: person(['hr:comp:read']) })

    expect(entry.verdicts).toEqual([{ rule: 'scopes ["hr:comp:read"]', decision: 'granted', coordinates: ['Worker.pay'] }])
    expect(entry.codes).toEqual([])
  })

  it('knows a partner by its record, and its people by a pseudonym that only the key tells', async () => {
    const partner = { id: 'par_1', kind: 'CLIENT' as const, accountIds: ['acc_1'], supplierIds: [] }
    const { entry } = await recordOf('{ worker(id: "w1") { pay } }', { as: { ...ADA, kind: 'PARTNER', partner } })

    expect(entry.caller).toEqual({
      subject: AUDIT_KEY.pseudonymOf('user:ada@example.com'),
      kind: 'PARTNER',
      client: 'payroll-app',
      actingFor: 'par_1',
    })
    expect(entry.variant).toBe('client')
  })

  it.each([
    ['that was done', 'w1', { outcome: 'done', codes: [] }],
    ['that the system refused', 'w2', { outcome: 'refused', codes: ['NOT_FOUND'] }],
  ])('records a mutation %s, with its key as a hash and its approval', async (_, workerId, outcome) => {
    const input = { idempotencyKey: 'raise for ada@example.com', workerId, approvalId: 'apr_1' }
    const { entry } = await recordOf(
      'mutation($input: RaiseInput!) { up: raise(input: $input) { ...P } } fragment P on WorkerPayload { failures: userErrors { why: code } }',
      { variables: { input } },
    )

    expect(entry.mutations).toEqual([
      { field: 'raise', key: AUDIT_KEY.pseudonymOf('raise for ada@example.com'), approval: 'apr_1', ...outcome },
    ])
  })

  it('does not claim to know what the client did not ask for', async () => {
    const { entry } = await recordOf('mutation { note(text: "x") { worker { id } } }')

    expect(entry.mutations).toEqual([{ field: 'note', key: null, approval: null, outcome: 'answered', codes: [] }])
  })

  it('records a mutation that the policies did not let happen, next to one that happened', async () => {
    const { entry } = await recordOf(
      'mutation { raise(input: { idempotencyKey: "k", workerId: "w1" }) { userErrors { code } } note(text: "x") { userErrors { code } } }',
      { as: person([]) },
    )

    expect(entry.mutations.map(({ field, outcome }) => [field, outcome])).toEqual([
      ['raise', 'denied'],
      ['note', 'done'],
    ])
  })

  it('records a mutation whose system is away as failed', async () => {
    audited.subgraph.fail((response) => response.destroy())
    const { entry } = await recordOf('mutation { note(text: "x") { userErrors { code } } }')
    audited.subgraph.fail(null)

    expect(entry.mutations).toEqual([
      { field: 'note', key: null, approval: null, outcome: 'failed', codes: ['SUBGRAPH_UNAVAILABLE'] },
    ])
  })

  it('records no more than 100 characters of what a client calls its operation', async () => {
    const { entry } = await recordOf(`query ${'N'.repeat(5_000)} { worker(id: "w1") { pay } }`)

    expect(entry.operation.name).toBe('N'.repeat(100))
  })

  it('records what is left to the owner of the data', async () => {
    const { entry } = await recordOf('mutation { approve(id: "a") { id } }')

    expect(entry.obligations).toEqual(['Mutation.approve segregation_of_duties'])
  })

  it('records a mask that was applied, one that spared the caller, and a masked field that was denied altogether', async () => {
    const { answer, entry } = await recordOf('{ worker(id: "w1") { phone budget } }', { as: person(['hr:read']) })
    const { entry: spared } = await recordOf('{ worker(id: "w1") { phone budget } }', {
      as: person(['hr:pii:read', 'hr:comp:read']),
    })

    expect(answer.body.data).toEqual({ worker: { phone: expect.stringMatching(/^[^\d]*4711$/), budget: null } })
    expect(entry.verdicts).toEqual([
      { rule: 'scopes ["hr:comp:read"]', decision: 'denied', coordinates: ['Worker.budget'] },
      { rule: 'masked last4 unless ["hr:pii:read"]', decision: 'masked', coordinates: ['Worker.phone'] },
      { rule: 'masked bucketed unless ["hr:comp:read"]', decision: 'masked', coordinates: ['Worker.budget'] },
    ])
    expect(spared.verdicts.map(({ decision }) => decision)).toEqual(['granted', 'granted', 'granted'])
  })

  it('records what the owner of the data decided, and why, in the words of the policy only', async () => {
    const decided = { coordinate: 'Mutation.approve', policy: 'segregation_of_duties' }
    const given = [
      { ...decided, allowed: false, reason: 'the actor requested it' },
      { ...decided, allowed: false, reason: 'the actor requested it' },
      { ...decided, allowed: false, reason: 'ada@example.com requested it' },
      { ...decided, allowed: true, reason: 'the actor had no earlier part in it', coordinate: 'Mutation.note' },
    ]
    audited.subgraph.fail((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { approve: null }, extensions: { verdicts: given } }))
    })
    const { entry } = await recordOf('mutation { approve(id: "a") { id } }')
    audited.subgraph.fail(null)

    const known = { subgraph: 'hr', ...decided, allowed: false }
    expect(entry.subgraphVerdicts).toEqual([
      { ...known, reason: `sha256:${sha256('ada@example.com requested it')}` },
      { ...known, reason: 'the actor requested it' },
    ])
  })

  it('says nothing of a query that touches nothing protected', async () => {
    await audited.gateway.ask('{ hello }', { as: ADA, headers: { 'x-request-id': 'harmless-1' } })
    await recordOf('{ worker(id: "w1") { pay } }')

    expect((await audited.entries('request')).map(({ requestId }) => requestId)).not.toContain('harmless-1')
  })

  it('holds no subject, no value, no variable and no idempotency key in clear', async () => {
    await recordOf('query($id: ID!) { worker(id: $id) { name pay } }', { variables: { id: 'secret-id' } })
    const rows = await query<{ all: string }>(audited.adminUrl, 'select r::text as all from gateway.audit_record r')

    expect(rows.map(({ all }) => all).join('\n')).not.toMatch(/ada@example|user:|Ada|secret-id|raise for/)
  })
})
