import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { startProcurementSubgraph } from '../../../subgraphs/procurement/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { fullPartnerOf } from '../../support/row-contract.ts'
import { sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { openPostgresProcurement } from './open-postgres-procurement.ts'

const ACTIVE = fullPartnerOf('SUBCONTRACTOR', { supplierIds: ['sup_active'] })
const OTHER = fullPartnerOf('SUBCONTRACTOR', { supplierIds: ['sup_other'] })
const STRANGERS: readonly [string, Principal][] = [
  ['a subcontractor of no supplier', fullPartnerOf('SUBCONTRACTOR', {})],
  ['a client that claims the supplier', { ...fullPartnerOf('CLIENT', { supplierIds: ['sup_active'] }), scopes: ACTIVE.scopes }],
  [
    'a reseller that claims the supplier',
    { ...fullPartnerOf('RESELLER', { supplierIds: ['sup_active'] }), scopes: ACTIVE.scopes },
  ],
]

let procurement: Awaited<ReturnType<typeof openPostgresProcurement>>
let subgraph: RunningSubgraph

beforeAll(async () => {
  procurement = await openPostgresProcurement()
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

const ask = <Data = Record<string, unknown>>(principal: Principal, document: string, variables = {}) =>
  sealedClient(subgraph.url, 'subgraph:procurement')<Data>(document, { principal, variables })

describe('partners at procurement', () => {
  it('shows a subcontractor the orders that were issued to it, and counts no other', async () => {
    const { data, errors } = await ask(
      ACTIVE,
      '{ purchaseOrders(first: 100) { totalCount nodes { id total { amount } supplier { id } } } }',
    )

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      purchaseOrders: { totalCount: 2, nodes: [{ id: 'por_closed' }, { id: 'por_part', supplier: { id: 'sup_active' } }] },
    })
  })

  it('shows it its own record with its own rates, and no verdict of the firm about it', async () => {
    const own = await ask(
      ACTIVE,
      '{ supplier(id: "sup_active") { legalName rateCard { rate { amount } } purchaseOrders { totalCount } } }',
    )
    const verdict = await ask(ACTIVE, '{ supplier(id: "sup_active") { riskRating performanceScore preferred } }')

    expect(own.errors).toBeUndefined()
    expect(own.data).toEqual({
      supplier: { legalName: 'Fabrikam GmbH', rateCard: [{ rate: { amount: '95.00' } }], purchaseOrders: { totalCount: 2 } },
    })
    expect(verdict.data).toEqual({ supplier: { riskRating: null, performanceScore: null, preferred: null } })
    expect(verdict.errors).toHaveLength(3)
  })

  it.each(['por_draft', 'por_sent', 'por_missing'])(
    'answers null for %s by id and as an entity, and no error tells them apart',
    async (id) => {
      const { data, errors } = await ask(
        ACTIVE,
        `query ($id: ID!, $representations: [_Any!]!) { purchaseOrder(id: $id) { id number }
        _entities(representations: $representations) { ... on PurchaseOrder { id total { amount } supplier { name } } } }`,
        { id, representations: [{ __typename: 'PurchaseOrder', id }] },
      )

      expect(errors).toBeUndefined()
      expect(data).toEqual({ purchaseOrder: null, _entities: [null] })
    },
  )

  it('has nothing to tell about another supplier and its orders, whatever road leads there', async () => {
    const { data } = await ask(
      OTHER,
      `query ($representations: [_Any!]!) { supplier(id: "sup_active") { name }
        purchaseOrders(filter: { supplierIds: ["sup_active"] }) { totalCount nodes { id } }
        _entities(representations: $representations) {
          ... on Supplier { name rateCard { role } }
          ... on Project { purchaseOrders { totalCount nodes { id } } }
        } }`,
      {
        representations: [
          { __typename: 'Supplier', id: 'sup_active' },
          { __typename: 'Project', id: 'prj_two' },
        ],
      },
    )

    expect(data).toEqual({
      supplier: null,
      purchaseOrders: { totalCount: 0, nodes: [] },
      _entities: [null, { purchaseOrders: { totalCount: 0, nodes: [] } }],
    })
  })

  it.each(STRANGERS)('shows nothing to %s', async (_, principal) => {
    const { data } = await ask(principal, '{ purchaseOrders { totalCount nodes { id } } supplier(id: "sup_active") { id } }')

    expect(data).toEqual({ purchaseOrders: { totalCount: 0, nodes: [] }, supplier: null })
  })

  it('refuses a subcontractor every requisition, and asking for one', async () => {
    const read = await ask(ACTIVE, '{ requisitions { totalCount } requisition(id: "req_approved") { id } }')
    const write = await ask(
      ACTIVE,
      'mutation { cancelRequisition(input: { idempotencyKey: "k", requisitionId: "req_approved", reason: "x" }) { replayed } }',
    )

    expect(read.data).toEqual({ requisitions: null, requisition: null })
    for (const { errors } of [read, write]) {
      expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']))
    }
  })
})
