import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Row } from '../../../scripts/seed/load-rows.ts'
import { startErpSubgraph } from '../../../subgraphs/erp/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { charge, invoice, posting, project, scheduleLine } from './fixture.ts'
import { openPostgresErp } from './open-postgres-erp.ts'

const CONTROLLER = ['erp:read', 'erp:financials:read', 'erp:margin:read', 'psa:rates:read']

/** Neighbouring projects refer to different records, so that no cache hides a statement. */
const EVEN = { account_id: 'acc_one', legal_entity_id: 'len_de01', cost_center_id: 'ccn_de1' }
const ODD = { account_id: 'acc_two', legal_entity_id: 'len_us01', cost_center_id: 'ccn_us1' }

let erp: Awaited<ReturnType<typeof openPostgresErp>>
let subgraph: RunningSubgraph

beforeAll(async () => {
  erp = await openPostgresErp()
  const numbers = Array.from({ length: 50 }, (_, n) => String(n).padStart(2, '0'))
  const oddly = (n: string) => (Number(n) % 2 === 0 ? EVEN : ODD)
  const store = (table: string, row: (n: string) => Row) => erp.store(table, numbers.map(row))
  await store('erp.project', (n) => project(`prj_x${n}`, { financial_status: 'OPEN', ...oddly(n) }))
  await store('erp.invoice', (n) =>
    invoice(`inv_x${n}`, { number: `X-${n}`, project_id: `prj_x${n}`, account_id: oddly(n).account_id }),
  )
  await store('erp.charge', (n) => charge(`chg_x${n}`, { project_id: `prj_x${n}`, type: 'MILESTONE', milestone_id: `mil_x${n}` }))
  await store('erp.billing_schedule_line', (n) => scheduleLine(`prj_x${n}`, 1, { milestone_id: `mil_x${n}` }))
  await store('erp.posting', (n) => posting(`pst_x${n}`, `prj_x${n}`, { kind: 'LABOUR', amount: '10.10', hours: '1' }))
  subgraph = await startErpSubgraph({ PORT: '0', DATABASE_URL: erp.url, ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' })
})
afterAll(async () => {
  await subgraph.stop()
  await erp.close()
})

function ask<Data = Record<string, unknown>>(document: string, variables = {}, scopes: readonly string[] = CONTROLLER) {
  return sealedClient(subgraph.url, 'subgraph:erp')<Data>(document, { principal: personWith(scopes), variables })
}

describe('ERP subgraph over HTTP', () => {
  it('answers a project with its financial side in one request', async () => {
    const { data, errors } = await ask(PROJECTS, { representations: [{ __typename: 'Project', id: 'prj_one' }] })

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      _entities: [
        {
          erpProjectNumber: 'F-prj_one',
          erpAccountId: 'acc_one',
          erpContractId: 'ctr_of_prj_one',
          financialStatus: 'OPEN',
          financialStatusReason: 'Kick-off',
          legalEntity: { code: 'DE01', address: { city: 'Berlin' }, taxRegistrations: [{ number: 'DE000000009' }] },
          costCenter: { code: 'CC-100', owner: { id: 'wrk_owner' }, legalEntity: { id: 'len_de01' } },
          billingRule: { type: 'MILESTONE', pricingModel: 'MILESTONE', frequency: 'ON_EVENT', notToExceed: null },
          wbs: [
            { code: '1', parentCode: null },
            { code: '1.1', parentCode: '1' },
          ],
          contractValue: { amount: '120000.50', currency: 'EUR' },
          budget: { version: 2, cost: { amount: '640.50' }, lines: [{ cost: { amount: '600.50' } }, { hours: null }] },
          budgetHistory: [{ version: 1 }, { version: 2, changeRequestId: 'chr_1' }],
          actuals: { hours: '10.25', labourCost: { amount: '400.10' }, expenseCost: { amount: '33.33' } },
          costToDate: { amount: '633.63' },
          marginToDate: '0.3664',
          billingSchedule: [
            { status: 'CANCELLED', milestone: null, invoice: null },
            { status: 'INVOICED', invoice: { number: 'DE01-1' } },
            { status: 'PLANNED', milestone: { id: 'mil_1' } },
          ],
          charges: {
            totalCount: 4,
            nodes: [{ id: 'chg_a', rate: { amount: '150.00' }, timecard: { id: 'tim_1' } }, { id: 'chg_b' }],
          },
          invoices: {
            totalCount: 4,
            nodes: [{ id: 'inv_credit' }, { id: 'inv_draft', number: null, lines: [{ net: { amount: '100.00' } }] }],
          },
        },
      ],
    })
  })

  it.each([1, 10, 50])('costs the same thirteen statements for %d projects', async (count) => {
    const representations = Array.from({ length: count }, (_, n) => ({
      __typename: 'Project',
      id: `prj_x${String(n).padStart(2, '0')}`,
    }))

    const { data, errors, statements } = await ask<{ _entities: readonly { actuals: { hours: string } }[] }>(PROJECTS, {
      representations,
    })

    expect(errors).toBeUndefined()
    expect(data._entities.map(({ actuals }) => actuals.hours)).toEqual(Array(count).fill('1'))
    expect(statements).toBe(13)
  })

  it('answers null or nothing for what does not exist, and MISSING for an account that is no customer', async () => {
    const { data, errors } = await ask(
      `query ($representations: [_Any!]!) {
        legalEntity(id: "len_none") { id } invoice(id: "'; drop table erp.invoice") { id }
        _entities(representations: $representations) {
          ... on Project { id erpProjectNumber budget { id } budgetHistory { id } actuals { hours } billedToDate { amount } billingSchedule { id }
            invoices { totalCount nodes { id } } }
          ... on Account { id erpCustomerNumber customerMasterStatus creditHold openReceivables { amount } }
          ... on Milestone { id charge { id } invoice { id } }
          ... on Charge { description }
        }
      }`,
      { representations: ['Project', 'Account', 'Milestone', 'Charge'].map((__typename) => ({ __typename, id: 'none' })) },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      legalEntity: null,
      invoice: null,
      _entities: [
        {
          id: 'none',
          erpProjectNumber: null,
          budget: null,
          budgetHistory: null,
          actuals: null,
          billedToDate: null,
          billingSchedule: null,
          invoices: { totalCount: 0, nodes: [] },
        },
        { id: 'none', erpCustomerNumber: null, customerMasterStatus: 'MISSING', creditHold: null, openReceivables: [] },
        { id: 'none', charge: null, invoice: null },
        null,
      ],
    })
  })

  it('answers the facets of accounts and milestones, and charges with what they refer to', async () => {
    const { data, errors } = await ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on Account { erpCustomerNumber customerMasterStatus creditHold creditLimit { amount currency }
            openReceivables { amount currency } invoices(first: 1, filter: { status: [PAID] }) { nodes { id payments { id } taxes { name } } } }
          ... on Milestone { charge { id project { id erpProjectNumber } purchaseOrder { id } } invoice { id status } }
          ... on Charge { purchaseOrder { id } holdReason invoice { id } }
          ... on CostCenter { code } ... on LegalEntity { code } ... on Invoice { account { id } project { id } lines { charges { id } } }
        }
      }`,
      {
        representations: Object.entries({
          acc_one: 'Account',
          mil_1: 'Milestone',
          chg_f: 'Charge',
          ccn_us1: 'CostCenter',
          len_us01: 'LegalEntity',
          inv_now: 'Invoice',
        }).map(([id, __typename]) => ({ __typename, id })),
      },
    )

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      _entities: [
        {
          erpCustomerNumber: 'F-acc_one',
          customerMasterStatus: 'VALID',
          creditLimit: { amount: '500000.00', currency: 'EUR' },
          openReceivables: [{ currency: 'EUR' }],
          invoices: { nodes: [{ id: 'inv_early', payments: [], taxes: [{ name: 'USt' }] }] },
        },
        {
          charge: { id: 'chg_c', project: { id: 'prj_one', erpProjectNumber: 'F-prj_one' } },
          invoice: { id: 'inv_draft', status: 'DRAFT' },
        },
        { purchaseOrder: { id: 'por_1' }, holdReason: null, invoice: null },
        { code: 'CC-200' },
        { code: 'US01' },
        { account: { id: 'acc_one' }, project: { id: 'prj_used' }, lines: [{ charges: [{ id: 'chg_a' }, { id: 'chg_b' }] }] },
      ],
    })
  })

  it('lists legal entities, cost centres, invoices and charges with filter and order', async () => {
    const { data, errors } = await ask(`{
      legalEntities(active: true, region: DACH) { code }
      costCenters(legalEntityId: "len_us01", first: 1) { nodes { id } pageInfo { hasNextPage } totalCount }
      invoices(filter: { ids: ["inv_draft", "inv_early", "inv_late"] }, orderBy: { field: ISSUE_DATE, direction: DESC }) { nodes { id } }
      charges(filter: { stage: [HOLD] }, orderBy: { field: SERVICE_DATE, direction: ASC }) { nodes { id holdReason } }
    }`)

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      legalEntities: [{ code: 'DE01' }],
      costCenters: { nodes: [{ id: 'ccn_us1' }], pageInfo: { hasNextPage: true }, totalCount: 2 },
      invoices: { nodes: [{ id: 'inv_draft' }, { id: 'inv_late' }, { id: 'inv_early' }] },
      charges: { nodes: [{ id: 'chg_b', holdReason: 'The client has given no purchase order number' }] },
    })
  })

  it('refuses pages of 0 and 101 and foreign cursors with their codes', async () => {
    const { errors } = await ask(
      '{ a: invoices(first: 0) { nodes { id } } b: charges(first: 101) { nodes { id } } c: costCenters(after: "x") { nodes { id } } }',
    )

    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual(
      expect.arrayContaining([
        ['a', 'PAGE_SIZE_OUT_OF_RANGE'],
        ['b', 'PAGE_SIZE_OUT_OF_RANGE'],
        ['c', 'BAD_CURSOR'],
      ]),
    )
  })

  it('keeps cost and margin from those who may see financials only, wherever they ask', async () => {
    const { data, errors } = await ask<{ _entities: readonly Record<string, unknown>[] }>(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project {
        contractValue { amount } costToDate { amount } alias: marginToDate budget { cost { amount } lines { cost { amount } } }
        actuals { hours labourCost { amount } subcontractorCost { amount } } charges(first: 1) { nodes { id rate { amount } } } } } }`,
      { representations: [{ __typename: 'Project', id: 'prj_one' }] },
      ['erp:read', 'erp:financials:read'],
    )

    expect(data._entities[0]).toEqual({
      contractValue: { amount: '120000.50' },
      costToDate: null,
      alias: null,
      budget: { cost: null, lines: [{ cost: null }, { cost: null }] },
      actuals: { hours: '10.25', labourCost: null, subcontractorCost: null },
      charges: { nodes: [{ id: 'chg_a', rate: null }] },
    })
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']))
  })
})

const PROJECTS = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project {
  id erpProjectNumber erpAccountId erpContractId financialStatus financialStatusReason
  legalEntity { code name address { city } taxRegistrations { number } standardTaxRate }
  costCenter { code owner { id } legalEntity { id } }
  billingRule { type pricingModel frequency notToExceed { amount } }
  wbs { code name parentCode billable }
  contractValue { amount currency }
  budget { version status revenue { amount } cost { amount } hours lines { category hours cost { amount } } }
  budgetHistory { version changeRequestId approvedAt }
  actuals { asOf hours billableHours revenue { amount } labourCost { amount } subcontractorCost { amount } expenseCost { amount } writeOffs { amount } }
  billedToDate { amount } unbilled { amount } recognizedRevenue { amount } costToDate { amount } marginToDate
  billingSchedule { id description plannedDate amount { amount } status milestone { id charge { id } } invoice { id number } }
  charges(first: 2) { totalCount nodes { id rate { amount } amount { amount } timecard { id } invoice { id } } }
  invoices(first: 2) { totalCount nodes { id number total { amount } amountDue { amount } lines { net { amount } charges { id } } legalEntity { code } account { id customerMasterStatus } } }
} } }`
