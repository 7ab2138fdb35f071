import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { startErpSubgraph } from '../../../subgraphs/erp/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { fullPartnerOf } from '../../support/row-contract.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { invoice } from './fixture.ts'
import { openPostgresErp } from './open-postgres-erp.ts'

const CLIENT_ONE = fullPartnerOf('CLIENT', { accountIds: ['acc_one'] })
const CLIENT_TWO = fullPartnerOf('CLIENT', { accountIds: ['acc_two'] })
/** Partners to whom the ERP has nothing to show: other kinds, and a client without an account. */
const STRANGERS: readonly [string, Principal][] = [
  ['a client of no account', fullPartnerOf('CLIENT', {})],
  [
    'a subcontractor that claims the account',
    { ...fullPartnerOf('SUBCONTRACTOR', { accountIds: ['acc_one'] }), scopes: CLIENT_ONE.scopes },
  ],
  ['a reseller of the account', { ...fullPartnerOf('RESELLER', { accountIds: ['acc_one'] }), scopes: CLIENT_ONE.scopes }],
]
/** What acc_one was sent and may see; the drafts, posted and voided documents of the fixture are not among it. */
const SENT_TO_ONE = ['inv_credit', 'inv_disputed', 'inv_early', 'inv_late', 'inv_now', 'inv_part', 'inv_sent']

let erp: Awaited<ReturnType<typeof openPostgresErp>>
let subgraph: RunningSubgraph

beforeAll(async () => {
  erp = await openPostgresErp()
  await erp.store('erp.invoice', [
    invoice('inv_approval', { number: null, status: 'IN_APPROVAL' }),
    invoice('inv_approved', { number: null, status: 'APPROVED' }),
    invoice('inv_posted', { number: 'P-1', status: 'POSTED' }),
    invoice('inv_sent', { number: 'P-2', status: 'SENT' }),
    invoice('inv_disputed', { number: 'P-3', status: 'DISPUTED' }),
    invoice('inv_part', { number: 'P-4', status: 'PARTIALLY_PAID', amount_paid: '19.00' }),
    invoice('inv_void', { number: 'P-5', status: 'VOIDED' }),
    invoice('inv_theirs', { number: 'P-6', status: 'SENT', account_id: 'acc_two', project_id: 'prj_open' }),
  ])
  subgraph = await startErpSubgraph({ PORT: '0', DATABASE_URL: erp.url, ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' })
})
afterAll(async () => {
  await subgraph.stop()
  await erp.close()
})

const ask = <Data = Record<string, unknown>>(principal: Principal, document: string, variables = {}) =>
  sealedClient(subgraph.url, 'subgraph:erp')<Data>(document, { principal, variables })

interface Ids {
  readonly totalCount: number
  readonly nodes: readonly { readonly id: string }[]
}
const idsOf = ({ nodes }: Ids) => nodes.map(({ id }) => id)
const reference = (typename: string, id: string) => ({ representations: [{ __typename: typename, id }] })

describe('partners at the ERP', () => {
  it('shows a client its own invoices from SENT on, and counts no other', async () => {
    const { data, errors } = await ask<{ invoices: Ids }>(CLIENT_ONE, '{ invoices(first: 100) { totalCount nodes { id } } }')

    expect(errors).toBeUndefined()
    expect(idsOf(data.invoices)).toEqual(SENT_TO_ONE)
    expect(data.invoices.totalCount).toBe(SENT_TO_ONE.length)
  })

  it('does not let a filter, an order, a page or a cursor reach past the rule', async () => {
    const filtered = await ask<{ invoices: Ids }>(
      CLIENT_ONE,
      '{ invoices(filter: { accountIds: ["acc_two", "acc_one"], status: [DRAFT, POSTED, SENT] }, orderBy: { field: DUE_DATE, direction: DESC }) { totalCount nodes { id } } }',
    )
    const theirs = await ask<{ invoices: { pageInfo: { endCursor: string } } }>(
      CLIENT_TWO,
      '{ invoices(first: 1) { pageInfo { endCursor } } }',
    )
    const after = await ask<{ invoices: Ids }>(
      CLIENT_ONE,
      'query ($after: String) { invoices(first: 100, after: $after) { totalCount nodes { id } } }',
      { after: theirs.data.invoices.pageInfo.endCursor },
    )

    expect(idsOf(filtered.data.invoices).toSorted()).toEqual(['inv_credit', 'inv_late', 'inv_now', 'inv_sent'])
    expect(filtered.data.invoices.totalCount).toBe(4)
    expect(SENT_TO_ONE).toEqual(expect.arrayContaining(idsOf(after.data.invoices)))
  })

  it.each(['inv_posted', 'inv_draft', 'inv_void', 'inv_theirs', 'inv_missing'])(
    'answers null for %s by id, as an entity, and under an alias, without an error that tells them apart',
    async (id) => {
      const { data, errors } = await ask(
        CLIENT_ONE,
        `query ($id: ID!, $representations: [_Any!]!) {
          one: invoice(id: $id) { id number } two: invoice(id: $id) { ...All }
          _entities(representations: $representations) { ... on Invoice { id total { amount } } }
        } fragment All on Invoice { status total { amount } lines { net { amount } } }`,
        { id, ...reference('Invoice', id) },
      )

      expect(errors).toBeUndefined()
      expect(data).toEqual({ one: null, two: null, _entities: [null] })
    },
  )

  it('sums for a client what it sees and nothing more', async () => {
    const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Account { openReceivables { amount currency } }
      ... on Project { billedToDate { amount } contractValue { amount } legalEntity { name address { city } taxRegistrations { number } } billingSchedule { description status invoice { number } } }
    } }`
    const representations = [
      { __typename: 'Account', id: 'acc_one' },
      { __typename: 'Project', id: 'prj_one' },
    ]
    const client = await ask(CLIENT_ONE, document, { representations })
    const controller = await ask(personWith(['erp:read', 'erp:financials:read']), document, { representations })

    expect(client.errors).toBeUndefined()
    // four sent or disputed of 119, 100 open of the partly paid one, less the credit note of 11.90; posted and voided documents are not among it
    expect(client.data).toMatchObject({
      _entities: [
        { openReceivables: [{ amount: '564.10', currency: 'EUR' }] },
        {
          billedToDate: { amount: '490.00' },
          contractValue: { amount: '120000.50' },
          legalEntity: { name: 'Delivery GmbH', address: { city: 'Berlin' }, taxRegistrations: [{ number: 'DE000000009' }] },
          billingSchedule: [{ invoice: null }, { invoice: { number: 'DE01-1' } }, { invoice: null }],
        },
      ],
    })
    expect(controller.data).not.toEqual(client.data)
  })

  it('has nothing to tell a client about the account and the project of another', async () => {
    const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Account { openReceivables { amount } invoices { totalCount nodes { id } } }
      ... on Project { billedToDate { amount } contractValue { amount } legalEntity { name } billingSchedule { id } invoices { totalCount nodes { id } } }
    } }`
    const about = (account: string, project: string) => ({
      representations: [
        { __typename: 'Account', id: account },
        { __typename: 'Project', id: project },
      ],
    })
    const foreign = await ask(CLIENT_TWO, document, about('acc_one', 'prj_one'))
    const missing = await ask(CLIENT_TWO, document, about('acc_none', 'prj_none'))

    expect(foreign.errors).toBeUndefined()
    expect(foreign.data).toEqual(missing.data)
    expect(foreign.data).toEqual({
      _entities: [
        { openReceivables: [], invoices: { totalCount: 0, nodes: [] } },
        {
          billedToDate: null,
          contractValue: null,
          legalEntity: null,
          billingSchedule: null,
          invoices: { totalCount: 0, nodes: [] },
        },
      ],
    })
  })

  it('leads from a milestone to the invoice that bills it only when the client has it', async () => {
    const document =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Milestone { invoice { number } } } }'

    // mil_1 is on a draft.
    expect((await ask(CLIENT_ONE, document, reference('Milestone', 'mil_1'))).data).toEqual({ _entities: [{ invoice: null }] })
  })

  it.each(STRANGERS)('shows nothing to %s', async (_, principal) => {
    const { data } = await ask(
      principal,
      `query ($representations: [_Any!]!) { invoices { totalCount nodes { id } } invoice(id: "inv_sent") { id }
        _entities(representations: $representations) { ... on Project { billedToDate { amount } legalEntity { name } } } }`,
      reference('Project', 'prj_one'),
    )

    expect(data).toEqual({
      invoices: { totalCount: 0, nodes: [] },
      invoice: null,
      _entities: [{ billedToDate: null, legalEntity: null }],
    })
  })

  it.each([
    'costToDate { amount }',
    'marginToDate',
    'budget { id }',
    'actuals { hours }',
    'charges { nodes { id } }',
    'unbilled { amount }',
    'costCenter { code }',
  ])('refuses a client the field %s of its own project', async (field) => {
    const { data, errors } = await ask(
      CLIENT_ONE,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project { ${field} } } }`,
      reference('Project', 'prj_one'),
    )

    expect(Object.values((data as { _entities: [Record<string, unknown>] })._entities[0])).toEqual([null])
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
  })

  it('shows a region head the financial records of the own regions, and nothing without a region', async () => {
    const head = (regions: readonly string[] | null) =>
      personWith(['erp:read', 'erp:financials:read'], { roles: ['region_head'], regions })
    const listed = async (principal: Principal) =>
      (await ask<{ invoices: Ids }>(principal, '{ invoices(first: 100) { totalCount nodes { id } } }')).data.invoices.totalCount
    const all = await listed(personWith(['erp:read']))

    expect(await listed(head(['NA']))).toBe(1)
    expect(await listed(head(['NA', 'DACH']))).toBe(all)
    expect(await listed(head([]))).toBe(0)
    expect(await listed(head(null))).toBe(0)
  })
})
