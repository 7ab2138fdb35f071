import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startProcurementSubgraph } from '../../../subgraphs/procurement/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { purchaseOrder, requisition } from './fixture.ts'
import { openPostgresProcurement } from './open-postgres-procurement.ts'

const BUYER = ['procurement:read', 'procurement:write', 'procurement:sensitive:read']

let procurement: Awaited<ReturnType<typeof openPostgresProcurement>>
let subgraph: RunningSubgraph

beforeAll(async () => {
  procurement = await openPostgresProcurement()
  const numbers = Array.from({ length: 50 }, (_, n) => String(n).padStart(2, '0'))
  const supplierOf = (n: string) => (Number(n) % 2 === 0 ? 'sup_active' : 'sup_other')
  await procurement.store(
    'procurement.requisition',
    numbers.map((n) => requisition(`req_x${n}`, { project_id: `prj_x${n}`, supplier_id: supplierOf(n) })),
  )
  await procurement.store(
    'procurement.purchase_order',
    numbers.map((n) =>
      purchaseOrder(`por_x${n}`, { project_id: `prj_x${n}`, supplier_id: supplierOf(n), requisition_id: `req_x${n}` }),
    ),
  )
  subgraph = await startProcurementSubgraph({
    PORT: '0',
    DATABASE_URL: procurement.url,
    ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
    LOG_LEVEL: 'silent',
  })
})
afterAll(async () => {
  await subgraph.stop()
  await procurement.close()
})

function ask<Data = Record<string, unknown>>(document: string, variables = {}, scopes: readonly string[] = BUYER) {
  return sealedClient(subgraph.url, 'subgraph:procurement')<Data>(document, { principal: personWith(scopes), variables })
}

describe('procurement subgraph over HTTP', () => {
  it('answers a project with its requisitions and purchase orders', async () => {
    const { data, errors } = await ask(PROJECTS, { representations: projects(1) })

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      _entities: [
        {
          id: 'prj_x00',
          requisitions: {
            totalCount: 1,
            nodes: [
              {
                number: 'F-req_x00',
                status: 'DRAFT',
                total: { amount: '2401.00', currency: 'EUR' },
                lines: [{ description: 'Developer', net: { amount: '2401.00' } }],
                supplier: { name: 'Fabrikam' },
                requester: { id: 'wrk_pm' },
                legalEntity: { id: 'len_de01' },
                purchaseOrder: { number: 'F-por_x00' },
              },
            ],
          },
          purchaseOrders: {
            totalCount: 1,
            nodes: [
              {
                number: 'F-por_x00',
                status: 'ISSUED',
                supplier: { name: 'Fabrikam' },
                requisition: { id: 'req_x00' },
                buyer: { id: 'wrk_buyer' },
                total: { amount: '2401.00' },
                remainingAmount: { amount: '2401.00' },
                lines: [{ assignment: { id: 'asg_1' }, receivedQuantity: '0' }],
                receipts: [],
                issuedAt: '2026-05-20T09:00:00.000Z',
              },
            ],
          },
        },
      ],
    })
  })

  it.each([1, 10, 50])('costs the same seven statements for %d projects', async (count) => {
    const { data, errors, statements } = await ask<{ _entities: readonly unknown[] }>(PROJECTS, {
      representations: projects(count),
    })

    expect(errors).toBeUndefined()
    expect(data._entities).toHaveLength(count)
    expect(statements).toBe(7)
  })

  it('answers null or nothing for what does not exist, by id and by reference', async () => {
    const { data, errors } = await ask(
      `query ($representations: [_Any!]!) {
        supplier(id: "sup_none") { id } requisition(id: "req_none") { id } purchaseOrder(id: "' or 1=1") { id }
        _entities(representations: $representations) {
          ... on Project { id requisitions { nodes { id } } purchaseOrders { totalCount } } ... on Supplier { name } ... on PurchaseOrder { number }
          ... on Requisition { number }
        }
      }`,
      {
        representations: ['Project', 'Supplier', 'PurchaseOrder', 'Requisition'].map((__typename) => ({
          __typename,
          id: 'none',
        })),
      },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      supplier: null,
      requisition: null,
      purchaseOrder: null,
      _entities: [{ id: 'none', requisitions: { nodes: [] }, purchaseOrders: { totalCount: 0 } }, null, null, null],
    })
  })

  it('lists suppliers with their orders, requisitions and orders, and reads one of each', async () => {
    const { data, errors } = await ask(`{
      suppliers(filter: { preferred: true }) { totalCount nodes { id regions address { city } taxRegistrations { number } rateCard { rate { amount } }
        riskRating performanceScore purchaseOrders(filter: { status: [PARTIALLY_RECEIVED] }) { nodes { id } } } }
      requisitions(filter: { status: [APPROVED] }) { nodes { id staffingRequest { id } decidedAt purchaseOrder { id } } }
      purchaseOrders(filter: { projectIds: ["prj_two"] }) { nodes { id closedAt } }
      supplier(id: "sup_invited") { address { city } status }
      requisition(id: "req_free") { requester { id } supplier { id } costCenter { id } }
      purchaseOrder(id: "por_part") { receivedAmount { amount } remainingAmount { amount } receipts { receivedOn amount { amount } timecardIds } }
    }`)

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      suppliers: {
        totalCount: 1,
        nodes: [
          {
            id: 'sup_active',
            regions: ['DACH', 'UKI'],
            address: { city: 'Hamburg' },
            taxRegistrations: [{ number: 'DE000000018' }],
            rateCard: [{ rate: { amount: '95.00' } }],
            riskRating: 'LOW',
            performanceScore: '0.92',
            purchaseOrders: { nodes: [{ id: 'por_part' }] },
          },
        ],
      },
      requisitions: {
        nodes: [
          { id: 'req_approved', staffingRequest: { id: 'stf_1' }, decidedAt: '2026-05-20T09:00:00.000Z', purchaseOrder: null },
        ],
      },
      purchaseOrders: { nodes: [{ id: 'por_closed', closedAt: '2026-05-20T09:00:00.000Z' }] },
      supplier: { address: null, status: 'INVITED' },
      requisition: { requester: null, supplier: null, costCenter: { id: 'ccn_1' } },
      purchaseOrder: {
        receivedAmount: { amount: '1200.50' },
        remainingAmount: { amount: '1200.50' },
        receipts: [{ receivedOn: '2026-05-18', amount: { amount: '1200.50' }, timecardIds: ['tim_1'] }],
      },
    })
  })

  it('keeps ratings and rate cards from those who may only read suppliers', async () => {
    const { data, errors } = await ask(
      '{ supplier(id: "sup_active") { name riskRating alias: performanceScore rateCard { role } } }',
      {},
      ['procurement:read'],
    )

    expect(data).toEqual({ supplier: { name: 'Fabrikam', riskRating: null, alias: null, rateCard: null } })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(3).fill('UNAUTHORIZED_FIELD_OR_TYPE'))
  })

  it('creates and submits a requisition, also for the orchestrator, and shows each step as it is', async () => {
    const create = `mutation ($input: CreateRequisitionInput!) { createRequisition(input: $input) {
      requisition { id status total { amount currency } revision } replayed userErrors { code } } }`
    const input = {
      idempotencyKey: 'http-1',
      projectId: 'prj_http',
      legalEntityId: 'len_de01',
      justification: 'No own capacity',
      neededBy: '2199-01-01',
      lines: [{ description: 'Developer', quantity: '0.5', unit: 'DAY', unitPrice: { amount: '900.01', currency: 'EUR' } }],
    }
    type Created = { createRequisition: { requisition: { id: string } } }
    const first = await ask<Created>(create, { input }, ['delivery:operate', 'procurement:read'])
    expect(first.data.createRequisition).toMatchObject({
      requisition: { status: 'DRAFT', total: { amount: '450.01', currency: 'EUR' }, revision: 1 },
      replayed: false,
      userErrors: [],
    })
    const again = await ask<Created>(create, { input })
    expect(again.data.createRequisition).toMatchObject({ requisition: first.data.createRequisition.requisition, replayed: true })

    const { id } = first.data.createRequisition.requisition
    const submit = (key: string, revision: number) =>
      `submitRequisition(input: { idempotencyKey: "${key}", requisitionId: "${id}", ifRevision: ${revision} }) {
        requisition { status revision } userErrors { __typename code ... on StateTransitionError { currentState } ... on ConflictError { currentRevision } } }`
    const { data } = await ask(`mutation { a: ${submit('http-2', 1)} b: ${submit('http-3', 1)} c: ${submit('http-4', 2)} }`)
    expect(data).toEqual({
      a: { requisition: { status: 'PENDING_APPROVAL', revision: 2 }, userErrors: [] },
      b: { requisition: null, userErrors: [{ __typename: 'ConflictError', code: 'CONFLICT', currentRevision: 2 }] },
      c: {
        requisition: null,
        userErrors: [{ __typename: 'StateTransitionError', code: 'INVALID_STATE', currentState: 'PENDING_APPROVAL' }],
      },
    })

    const cancel = `mutation { cancelRequisition(input: { idempotencyKey: "http-5", requisitionId: "${id}", reason: "Staffed" }) {
      replayed requisition { status cancelledAt cancellationReason } userErrors { code } } }`
    expect((await ask(cancel, {}, ['delivery:operate'])).data).toEqual({
      cancelRequisition: {
        replayed: false,
        requisition: { status: 'CANCELLED', cancelledAt: expect.stringMatching(/Z$/), cancellationReason: 'Staffed' },
        userErrors: [],
      },
    })
    expect((await ask(cancel, {}, ['procurement:read'])).errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
    })
  })

  it('refuses pages of 0 and 101 and foreign cursors with their codes', async () => {
    const { errors } = await ask(
      '{ a: suppliers(first: 0) { nodes { id } } b: requisitions(first: 101) { nodes { id } } c: purchaseOrders(after: "x") { nodes { id } } }',
    )

    expect(new Map(errors?.map(({ path, extensions }) => [path?.[0], extensions.code]))).toEqual(
      new Map([
        ['a', 'PAGE_SIZE_OUT_OF_RANGE'],
        ['b', 'PAGE_SIZE_OUT_OF_RANGE'],
        ['c', 'BAD_CURSOR'],
      ]),
    )
  })
})

const projects = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ __typename: 'Project', id: `prj_x${String(n).padStart(2, '0')}` }))

const PROJECTS = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project {
  id
  requisitions { totalCount nodes { number status total { amount currency } lines { description net { amount } } supplier { name }
    requester { id } legalEntity { id } purchaseOrder { number } } }
  purchaseOrders { totalCount nodes { number status supplier { name } requisition { id } buyer { id } total { amount }
    remainingAmount { amount } lines { assignment { id } receivedQuantity } receipts { id } issuedAt } }
} } }`
