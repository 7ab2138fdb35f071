import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitUntil } from '../../support/wait-until.ts'
import { createDocumentFiles, type DocumentFiles, idOf } from '../documents/document-files.ts'
import { tokenOf } from '../support/gateway-under-test.ts'
import { person } from '../support/principal.ts'
import { AUDIT_KEY, type AuditedGateway, startAuditedGateway } from './audited-gateway.ts'

const PAY = 'query Pay { worker(id: "w1") { pay } }'
const UNKNOWN = '{ worker(id: "w1") { id } }'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const partner = (kind: 'CLIENT' | 'SUBCONTRACTOR' | 'RESELLER') =>
  person([], { kind: 'PARTNER', clientId: 'acme', partner: { id: 'par_1', kind, accountIds: [], supplierIds: [] } })

let audited: AuditedGateway
let files: DocumentFiles
beforeEach(async () => {
  files = createDocumentFiles()
  files.register('acme', PAY)
  const levels = { client: 'safelist', subcontractor: 'id-only', reseller: 'off' }
  audited = await startAuditedGateway({ refusalsPerMinute: 3 }, { config: { documents: { folder: files.folder, levels } } })
})
afterEach(async () => {
  await audited.close()
  files.remove()
})

const knock = () => audited.gateway.ask('{ hello }', { as: null, headers: { authorization: 'Bearer forged' } })
const post = (body: object, as = partner('CLIENT')) =>
  fetch(audited.gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: tokenOf(as) },
    body: JSON.stringify(body),
  })

describe('the audit of refusals', () => {
  it.each([
    ['PERSISTED_QUERY_NOT_IN_LIST', 404, 'CLIENT', { id: 'ada@example.com' }, { id: sha256('ada@example.com'), isKnown: false }],
    ['QUERY_NOT_IN_SAFELIST', 403, 'CLIENT', { query: UNKNOWN }, { id: idOf(UNKNOWN), isKnown: false }],
    ['PERSISTED_QUERY_ID_REQUIRED', 400, 'SUBCONTRACTOR', { query: UNKNOWN }, null],
    ['VARIANT_CLOSED', 403, 'RESELLER', { query: UNKNOWN }, null],
    ['VARIANT_CLOSED', 403, 'CLIENT', { id: idOf(PAY) }, { id: idOf(PAY), isKnown: true }],
  ] as const)(
    'records %s (%i) for a %s with the caller, its variant and the document',
    async (code, status, kind, body, document) => {
      expect((await post(body, partner(kind))).status).toBe(status)
      await waitUntil(async () => (await audited.entries('refused')).length === 1)

      const { subject } = partner(kind)
      expect(await audited.entries('refused')).toEqual([
        {
          kind: 'refused',
          requestId: expect.any(String),
          caller: { subject: AUDIT_KEY.pseudonymOf(subject), kind: 'PARTNER', client: 'acme', actingFor: 'par_1' },
          variant: kind.toLowerCase(),
          document,
          status,
          codes: [code],
        },
      ])
    },
  )

  it('is silent about a fault of the request itself, and the record of a request names its trusted document', async () => {
    await post({ query: '{{{' }, person([], { clientId: 'acme' }))
    await post({ id: idOf(PAY) }, person([], { clientId: 'acme' }))
    await waitUntil(async () => (await audited.entries('request')).length === 1)

    expect(await audited.entries('refused')).toEqual([])
    expect((await audited.entries('request'))[0]).toMatchObject({
      document: { id: idOf(PAY), isKnown: true },
      variant: 'internal',
    })
  })

  it('records a bad token with its status and code, and no caller', async () => {
    await knock()
    await waitUntil(async () => (await audited.entries('refused')).length === 1)

    expect(await audited.entries('refused')).toEqual([
      {
        kind: 'refused',
        requestId: expect.any(String),
        caller: null,
        variant: null,
        document: null,
        status: 401,
        codes: ['UNAUTHENTICATED'],
      },
    ])
  })

  it('counts what is over the limit of a minute, and records the count', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await knock()
    await audited.gateway.stop()

    const refused = await audited.entries('refused')
    // The ten attempts may lie on both sides of a full minute.
    expect([3, 4, 5, 6]).toContain(refused.length)
    const counted = (await audited.entries('omitted')).map(({ counts }) => counts.UNAUTHENTICATED ?? 0)
    expect(refused.length + counted.reduce((sum, each) => sum + each, 0)).toBe(10)
    await audited.restart()
  })
})
