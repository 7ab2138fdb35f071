import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { query } from '../../support/query.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { type ServedCrm, serveCrm } from './served-crm.ts'

let crm: ServedCrm
beforeAll(async () => {
  crm = await serveCrm(FIFTY_PROJECTS)
})
afterAll(() => crm.stop())

function ask<Data = Record<string, unknown>>(
  document: string,
  variables = {},
  scopes: readonly string[] = ['crm:read'],
  kind: Principal['kind'] = 'PERSON',
) {
  return crm.ask<Data>(document, { principal: personWith(scopes, { kind }), variables })
}

describe('CRM subgraph over HTTP', () => {
  it('answers a project with its sale and its contract', async () => {
    const { data, errors } = await ask(PROJECTS, { representations: projects(1) })

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      _entities: [
        {
          opportunity: { stage: 'ACCEPTED', amount: { amount: '120000.50', currency: 'EUR' }, account: { name: 'Client 1' } },
          contract: { status: 'APPROVED', billingTerms: { retentionPercent: '0.05' }, parent: { id: 'ctr_msa' } },
        },
      ],
    })
  })

  it.each([1, 10, 50])('costs the same five statements for %d projects', async (count) => {
    const { data, statements } = await ask<{ _entities: readonly unknown[] }>(PROJECTS, { representations: projects(count) })

    expect(data._entities).toHaveLength(count)
    expect(statements).toBe(5)
  })

  it.each([1, 10, 50])('costs the same eight statements for %d accounts with a page of every edge', async (count) => {
    const { data, statements, errors } = await ask<{ accounts: { nodes: readonly unknown[] } }>(
      ACCOUNTS,
      { first: count, filter: { search: 'client' } },
      ['crm:read', 'crm:pii:read'],
    )

    expect(errors).toBeUndefined()
    expect(data.accounts.nodes).toHaveLength(count)
    expect(statements).toBe(8)
  })

  it('answers null for what does not exist, by id and by reference', async () => {
    const { data, errors } = await ask(
      `query ($representations: [_Any!]!) {
        account(id: "acc_none") { id } opportunity(id: "'; drop table crm.account") { id } contract(id: "ctr_none") { id }
        _entities(representations: $representations) { __typename ... on Contract { id title } ... on Project { id contract { id } } }
      }`,
      {
        representations: [
          { __typename: 'Contract', id: 'ctr_none' },
          { __typename: 'Project', id: 'prj_none' },
        ],
      },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      account: null,
      opportunity: null,
      contract: null,
      _entities: [null, { __typename: 'Project', id: 'prj_none', contract: null }],
    })
  })

  it('searches by the beginning of a name; wildcards of the caller are plain text', async () => {
    const { data } = await ask<Record<string, { nodes: readonly { id: string }[] }>>(`{
      name: accounts(filter: { search: "NORTHWIND 1" }) { nodes { id } }
      number: accounts(filter: { search: "a-2" }) { nodes { id } }
      literal: accounts(filter: { search: "northwind 100%" }) { nodes { id } }
      wildcard: accounts(filter: { search: "%" }) { nodes { id } }
    }`)

    expect(Object.values(data).map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([['acc_one'], ['acc_two'], ['acc_one'], []])
  })

  it('filters and sorts opportunities, and walks their pages', async () => {
    const page = `query ($after: String) { opportunities(
      filter: { accountIds: ["acc_one"], stage: [CLOSED_WON, QUALIFICATION], closeDate: { from: "2026-01-01", to: "2026-05-31" } }
      orderBy: { field: CLOSE_DATE, direction: DESC } first: 4 after: $after
    ) { totalCount nodes { id closeDate } pageInfo { hasNextPage hasPreviousPage endCursor } } }`
    const first = await ask<OpportunityPage>(page)
    const second = await ask<OpportunityPage>(page, { after: first.data.opportunities.pageInfo.endCursor })
    const ids = [first, second].flatMap(({ data }) => data.opportunities.nodes.map(({ id }) => id))

    expect(first.data.opportunities).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
    expect(second.data.opportunities.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(ids).toEqual(['opp_won4', 'opp_won3', 'opp_won2', 'opp_won1', 'opp_won0', 'opp_stage2', 'opp_stage0'])
  })

  it.each([
    ['a page of 101', '{ accounts(first: 101) { nodes { id } } }', 'PAGE_SIZE_OUT_OF_RANGE'],
    ['a page of 0 inside', '{ account(id: "acc_one") { contracts(first: 0) { nodes { id } } } }', 'PAGE_SIZE_OUT_OF_RANGE'],
    ['a forged cursor', '{ contracts(after: "bm90IGEgY3Vyc29y") { nodes { id } } }', 'BAD_CURSOR'],
    [
      'a date that is none',
      '{ opportunities(filter: { closeDate: { from: "2026-02-30", to: "2026-03-01" } }) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a stage that is none', '{ opportunities(filter: { stage: [WON] }) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s with a code', async (_, document, code) => {
    expect((await ask(document)).errors?.[0]?.extensions).toMatchObject({ code })
  })

  it.each([
    ['Contact.fullName', '{ account(id: "acc_one") { contacts { nodes { fullName } } } }'],
    ['Opportunity.estimatedMargin', '{ opportunity(id: "opp_won0") { estimatedMargin } }'],
    ['Opportunity.discount', '{ opportunity(id: "opp_won0") { discount } }'],
    ['Contract.liabilityCap', '{ contract(id: "ctr_review") { liabilityCap { amount } } }'],
    ['ContractRate.billRate', '{ contract(id: "ctr_review") { rateCard { billRate { amount } } } }'],
  ])('keeps %s from a caller without its scope', async (_, document) => {
    const { data, errors } = await ask(document)

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    expect(JSON.stringify(data)).not.toMatch(/Kim Lind|0\.36|0\.05|240001|150\.00/)
  })

  it('shows them to a caller with the scopes', async () => {
    const { data, errors } = await ask(
      `{ opportunity(id: "opp_won0") { estimatedMargin discount contract { liabilityCap { amount currency } rateCard { billRate { amount } } } } }`,
      {},
      ['crm:read', 'crm:commercials:read', 'psa:rates:read'],
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      opportunity: {
        estimatedMargin: '0.36',
        discount: '0.05',
        contract: { liabilityCap: { amount: '240001.00', currency: 'EUR' }, rateCard: [{ billRate: { amount: '150.00' } }] },
      },
    })
  })

  it('masks the liability cap for an approver without commercial rights, and contact details for whoever does not work with the client', async () => {
    const cap = '{ contract(id: "ctr_review") { liabilityCap { amount currency } } }'
    const contacts = '{ account(id: "acc_one") { contacts(first: 1) { nodes { fullName email } } } }'

    expect((await ask(cap, {}, ['crm:read', 'delivery:approve'])).data).toEqual({
      contract: { liabilityCap: { amount: '200000', currency: 'EUR' } },
    })
    expect((await ask(contacts, {}, ['crm:read', 'crm:pii:read'])).data).toMatchObject({
      account: { contacts: { nodes: [{ fullName: 'Kim Lind', email: 'k@masked.invalid' }] } },
    })
    expect((await ask(contacts, {}, ['crm:read', 'crm:pii:read', 'psa:write'])).data).toMatchObject({
      account: { contacts: { nodes: [{ fullName: 'Kim Lind', email: 'kim@northwind.example' }] } },
    })
  })

  it('answers a mutation, its repetition, and its refusal as typed data', async () => {
    const accept = `mutation ($key: String!) { acceptOpportunity(input: { opportunityId: "opp_won0", idempotencyKey: $key }) {
      replayed opportunity { stage acceptedBy { id } } userErrors { __typename code message ... on StateTransitionError { currentState allowedStates } }
    } }`
    const send = (key: string) => ask<{ acceptOpportunity: unknown }>(accept, { key }, ['crm:read', 'crm:write'])

    const accepted = { stage: 'ACCEPTED', acceptedBy: { id: 'wrk_tester' } }
    expect((await send('k1')).data.acceptOpportunity).toEqual({ replayed: false, opportunity: accepted, userErrors: [] })
    expect((await send('k1')).data.acceptOpportunity).toEqual({ replayed: true, opportunity: accepted, userErrors: [] })
    expect((await send('k2')).data.acceptOpportunity).toMatchObject({
      replayed: false,
      opportunity: null,
      userErrors: [{ __typename: 'StateTransitionError', code: 'INVALID_STATE', currentState: 'ACCEPTED', allowedStates: [] }],
    })
  })

  it('lets no person write down approvals or links that only a workflow may record', async () => {
    const { data, errors } = await ask(
      `mutation {
        recordContractApproval(input: { idempotencyKey: "f", contractId: "ctr_1", legalApproverId: "wrk_l", financeApproverId: "wrk_f" }) { replayed }
        reopenContractReview(input: { idempotencyKey: "f", contractId: "ctr_1" }) { replayed }
        linkProject(input: { idempotencyKey: "f", opportunityId: "opp_1", contractId: "ctr_1", projectId: "prj_1" }) { replayed }
        unlinkProject(input: { idempotencyKey: "f", opportunityId: "opp_1", projectId: "prj_1" }) { replayed }
      }`,
      {},
      ['crm:read', 'crm:write', 'delivery:operate'],
    )

    expect(Object.values(data)).toEqual([null, null, null, null])
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(4).fill('UNAUTHORIZED_FIELD_OR_TYPE'))
  })

  it('carries every mutation to the system', async () => {
    const { data, errors } = await ask(ALL_MUTATIONS, {}, ['crm:read', 'crm:write', 'delivery:operate'], 'SERVICE')

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      submitContractForReview: { contract: { status: 'IN_REVIEW' }, userErrors: [] },
      recordContractApproval: { contract: { status: 'APPROVED', legalApprover: { id: 'wrk_l' } }, userErrors: [] },
      reopenContractReview: { contract: { status: 'IN_REVIEW', legalApprover: null }, userErrors: [] },
      recordClientPurchaseOrder: { contract: { billingTerms: { customerPoNumber: 'PO-1' } }, userErrors: [] },
      updateOpportunity: { opportunity: { scopeSummary: 'All' }, userErrors: [] },
      linkProject: { opportunity: { project: { id: 'prj_x' } }, userErrors: [] },
      unlinkProject: { opportunity: { project: null }, userErrors: [] },
    })
  })

  it('[MW-06] accepts nothing when the event of it cannot be written: state and event commit together', async () => {
    await query(crm.adminUrl, 'alter table crm.outbox_event add constraint broken check (false) not valid')
    const accepted = await ask(ACCEPT, { id: 'opp_won1', key: 'crash' }, ['crm:write'])
    await query(crm.adminUrl, 'alter table crm.outbox_event drop constraint broken')

    expect(accepted.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect((await ask('{ opportunity(id: "opp_won1") { stage } }')).data).toEqual({ opportunity: { stage: 'CLOSED_WON' } })
    const again = await ask(ACCEPT, { id: 'opp_won1', key: 'crash' }, ['crm:write'])
    expect(again.data).toMatchObject({ acceptOpportunity: { replayed: false, userErrors: [] } })
  })

  it('hands its events to a service until they are acknowledged', async () => {
    await ask(ACCEPT, { id: 'opp_won2', key: 'event' }, ['crm:write'])
    const pending = async () => (await operate<EventsAnswer>(EVENTS)).data.crmEvents.filter(isOf('opp_won2'))
    const [event] = await pending()
    const acknowledge = () => operate(ACKNOWLEDGE, { ids: [event?.id] })

    expect(event?.payload).toEqual(
      expect.arrayContaining([
        { name: 'opportunityId', value: 'opp_won2' },
        { name: 'contractId', value: 'ctr_review2' },
        { name: 'accountId', value: 'acc_one' },
      ]),
    )
    expect((await acknowledge()).data).toEqual(acknowledged(event?.id, false))
    expect((await acknowledge()).data).toEqual(acknowledged(event?.id, true))
    expect(await pending()).toEqual([])
  })

  it.each([
    ['without a key', { key: ' ', ids: ['dev_1'] }, ['idempotencyKey']],
    ['without events', { ids: [] }, ['input', 'eventIds']],
    ['with more events than an answer has', { ids: Array(501).fill('dev_1') }, ['input', 'eventIds']],
  ])('refuses an acknowledgement %s', async (_, variables, field) => {
    expect((await operate(ACKNOWLEDGE, variables)).data).toMatchObject({
      acknowledgeCrmEvents: { acknowledgedEventIds: null, userErrors: [{ code: 'VALIDATION_FAILED', field }] },
    })
  })

  it('shows its events to no person, and lets none acknowledge them', async () => {
    for (const [document, variables] of [
      [EVENTS, {}],
      [ACKNOWLEDGE, { ids: ['dev_1'] }],
    ] as const) {
      const { data, errors } = await ask(document, variables, ['crm:read', 'crm:write', 'delivery:operate'])
      expect(Object.values(data)).toEqual([null])
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    }
  })

  it('refuses a mutation to a caller that may only read', async () => {
    const { data, errors } = await ask(
      'mutation { acceptOpportunity(input: { opportunityId: "opp_won1", idempotencyKey: "k" }) { replayed } }',
    )

    expect(data).toEqual({ acceptOpportunity: null })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
  })
})

const operate = <Data = Record<string, unknown>>(document: string, variables = {}) =>
  ask<Data>(document, variables, ['delivery:operate'], 'SERVICE')

interface EventsAnswer {
  readonly crmEvents: readonly { readonly id: string; readonly subjectId: string; readonly payload: unknown }[]
}
const isOf = (id: string) => (event: { readonly subjectId: string }) => event.subjectId === id
const acknowledged = (id: string | undefined, replayed: boolean) => ({
  acknowledgeCrmEvents: { acknowledgedEventIds: [id], replayed, userErrors: [] },
})

const ACCEPT = `mutation ($id: ID!, $key: String!) { acceptOpportunity(input: { opportunityId: $id, idempotencyKey: $key }) {
  replayed userErrors { code } } }`
const EVENTS = '{ crmEvents { id type version subjectId payload { name value } occurredAt recordedAt } }'
const ACKNOWLEDGE = `mutation ($key: String! = "a", $ids: [ID!]!) { acknowledgeCrmEvents(input: { idempotencyKey: $key, eventIds: $ids }) {
  acknowledgedEventIds replayed userErrors { code field } } }`

interface OpportunityPage {
  readonly opportunities: {
    readonly nodes: readonly { readonly id: string }[]
    readonly pageInfo: { readonly endCursor: string }
  }
}

const projects = (count: number) => Array.from({ length: count }, (_, n) => ({ __typename: 'Project', id: `prj_${n + 1}` }))

/** Copies of fixture records, so that every project has a sale, a contract and a client of its own. */
const FIFTY_PROJECTS = `
  insert into crm.account select (jsonb_populate_record(a, jsonb_build_object('id', 'acc_' || n, 'account_number', 'N-' || n, 'name', 'Client ' || n, 'parent_id', 'acc_two'))).*
    from crm.account a, generate_series(1, 50) n where a.id = 'acc_one';
  insert into crm.contact select (jsonb_populate_record(c, jsonb_build_object('id', 'con_x' || n, 'account_id', 'acc_' || n))).*
    from crm.contact c, generate_series(1, 50) n where c.id = 'con_1';
  insert into crm.opportunity select (jsonb_populate_record(o, jsonb_build_object('id', 'opp_' || n, 'number', 'N-' || n, 'account_id', 'acc_' || n, 'project_id', 'prj_' || n))).*
    from crm.opportunity o, generate_series(1, 50) n where o.id = 'opp_accepted';
  insert into crm.contract select (jsonb_populate_record(c, jsonb_build_object('id', 'ctr_' || n, 'number', 'N-' || n, 'account_id', 'acc_' || n, 'opportunity_id', 'opp_' || n, 'project_id', 'prj_' || n))).*
    from crm.contract c, generate_series(1, 50) n where c.id = 'ctr_approved'`

const PROJECTS = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project { id
  opportunity { id stage amount { amount currency } account { name } contract { id } lineItems { net { amount } } }
  contract { id status totalValue { amount currency } billingTerms { schedule retentionPercent } parent { id } account { name } }
} } }`

const ACCOUNTS = `query ($first: Int, $filter: AccountFilter) { accounts(first: $first, filter: $filter) { totalCount nodes {
  id parent { id } taxRegistrations { number }
  contacts(first: 2) { nodes { id fullName } }
  opportunities(first: 2) { totalCount nodes { id } }
  contracts(first: 2) { nodes { id opportunity { id } } }
} } }`

const ALL_MUTATIONS = `mutation {
  submitContractForReview(input: { idempotencyKey: "1", contractId: "ctr_draft", expectedRevision: 1 }) { contract { status } userErrors { code message } }
  recordContractApproval(input: { idempotencyKey: "2", contractId: "ctr_draft", legalApproverId: "wrk_l", financeApproverId: "wrk_f" }) {
    contract { status legalApprover { id } } userErrors { code message } }
  reopenContractReview(input: { idempotencyKey: "3", contractId: "ctr_draft" }) { contract { status legalApprover { id } } userErrors { code message } }
  recordClientPurchaseOrder(input: { idempotencyKey: "4", contractId: "ctr_draft", customerPoNumber: "PO-1" }) {
    contract { billingTerms { customerPoNumber } } userErrors { code message } }
  updateOpportunity(input: { idempotencyKey: "5", opportunityId: "opp_accepted", expectedRevision: 1, scopeSummary: "All" }) {
    opportunity { scopeSummary } userErrors { code message } }
  linkProject(input: { idempotencyKey: "6", opportunityId: "opp_accepted", contractId: "ctr_approved", projectId: "prj_x" }) {
    opportunity { project { id } } userErrors { code message } }
  unlinkProject(input: { idempotencyKey: "7", opportunityId: "opp_accepted", projectId: "prj_x" }) {
    opportunity { project { id } } userErrors { code message } }
}`
