import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { SCOPES } from '../../../policies/index.ts'
import { personaNamed } from '../../../scripts/identity-provider/personas.ts'
import { CONTRACT_TRANSITIONS } from '../../../subgraphs/crm/states.ts'
import { query } from '../../support/query.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { type ServedCrm, serveCrm } from './served-crm.ts'

let crm: ServedCrm
beforeAll(async () => {
  crm = await serveCrm(PARTNERS)
})
afterAll(() => crm.stop())

/** A partner that the development issuer knows, as the gateway names it to a subgraph. */
function partner(name: string, overrides: Partial<Principal> = {}): Principal {
  const persona = personaNamed(name)
  if (persona?.partner == null) throw new Error(`${name} is no partner`)
  const { id, kind, accountId, supplierId } = persona.partner
  return personWith(persona.scopes, {
    subject: name,
    clientId: name,
    kind: 'PARTNER',
    workerId: null,
    partner: {
      id,
      kind,
      accountIds: accountId === null ? [] : [accountId],
      supplierIds: supplierId === null ? [] : [supplierId],
    },
    ...overrides,
  })
}
/** The same with every scope there is, so that only the row rules stand between it and the records. */
const allScopes = Object.keys(SCOPES)
const unscoped = (name: string) => partner(name, { scopes: allScopes })

const ask = <Data = Record<string, unknown>>(principal: Principal, document: string, variables = {}) =>
  crm.ask<Data>(document, { principal, variables })

const STATES = Object.keys(CONTRACT_TRANSITIONS)
const SEEN = ['ACTIVE', 'EXECUTED', 'EXPIRED', 'SENT_FOR_SIGNATURE', 'TERMINATED']
const idOf = (client: string, status: string) => `ctr_${client}${status.toLowerCase().replaceAll('_', '')}`
const UNSEEN = STATES.filter((status) => !SEEN.includes(status))

describe.each([
  ['acme', 'borealis'],
  ['borealis', 'acme'],
])('a client (%s)', (own, other) => {
  const client = partner(`client_${own}`)
  const seen = SEEN.map((status) => idOf(own, status)).toSorted()

  it('lists and counts its own contracts, from the sending for signature on', async () => {
    const { data, errors } = await ask<Contracts>(client, '{ contracts { totalCount nodes { id } pageInfo { hasNextPage } } }')

    expect(errors).toBeUndefined()
    expect(data.contracts).toEqual({ totalCount: 5, nodes: seen.map((id) => ({ id })), pageInfo: { hasNextPage: false } })
  })

  it.each([
    ['the accounts of another client', { accountIds: [`acc_${other}`] }, 0],
    ['states before the signature', { status: UNSEEN }, 0],
    ['ids of its drafts and of another client', { ids: [...UNSEEN.map((each) => idOf(own, each)), idOf(other, 'ACTIVE')] }, 0],
    ['everybody and every state', { accountIds: [`acc_${own}`, `acc_${other}`, 'acc_one'], status: STATES }, 5],
  ])('finds no more when it filters by %s', async (_, filter, expected) => {
    const { data } = await ask<Contracts>(
      client,
      'query ($filter: ContractFilter) { contracts(filter: $filter) { totalCount nodes { id } } }',
      { filter },
    )

    expect([data.contracts.totalCount, data.contracts.nodes.length]).toEqual([expected, expected])
  })

  it('walks its pages, also with a cursor that was made for another client', async () => {
    const page =
      'query ($after: String) { contracts(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }'
    const foreign = await ask<Contracts>(partner(`client_${other}`), page)
    const walked: string[] = []
    for (let after: string | null = null; ; ) {
      const { contracts }: Contracts = (await ask<Contracts>(client, page, { after })).data
      walked.push(...contracts.nodes.map(({ id }) => id))
      after = contracts.pageInfo.endCursor
      if (!contracts.pageInfo.hasNextPage) break
    }
    const { data } = await ask<Contracts>(client, page, { after: foreign.data.contracts.pageInfo.endCursor })

    expect(walked).toEqual(seen)
    expect(data.contracts.nodes.every(({ id }) => seen.includes(id))).toBe(true)
  })

  it('reads all that is agreed of its own contract', async () => {
    const { data, errors } = await ask(client, `query ($id: ID!) { contract(id: $id) { ${AGREED} } }`, {
      id: idOf(own, 'ACTIVE'),
    })

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      contract: {
        status: 'ACTIVE',
        account: { id: `acc_${own}`, name: own, legalName: 'Northwind GmbH', taxRegistrations: [{ number: 'DE000000001' }] },
        totalValue: { amount: '120000.50' },
        rateCard: [{ billRate: { amount: '150.00' } }],
        project: { id: `prj_${own}active` },
        // Of another account.
        parent: null,
      },
    })
  })

  it('gets the files that were agreed, and no draft of them, on every road', async () => {
    const files = '{ documents { name kind } again: documents { name } ... on Contract { more: documents { name } } }'
    const { data, errors } = await ask(
      client,
      `query ($id: ID!, $representations: [_Any!]!) { contract(id: $id) ${files} contracts(filter: { ids: [$id] }) { nodes ${files} }
        _entities(representations: $representations) { ... on Contract ${files} } }`,
      { id: idOf(own, 'ACTIVE'), representations: [{ __typename: 'Contract', id: idOf(own, 'ACTIVE') }] },
    )

    expect(errors).toBeUndefined()
    const expected = {
      documents: [{ name: 'sow.txt', kind: 'CONTRACT' }],
      again: [{ name: 'sow.txt' }],
      more: [{ name: 'sow.txt' }],
    }
    expect(data).toEqual({ contract: expected, contracts: { nodes: [expected] }, _entities: [expected] })
  })

  it('is told about what it may not see exactly what it is told about what does not exist', async () => {
    const hidden = [...UNSEEN.map((status) => idOf(own, status)), ...STATES.map((status) => idOf(other, status)), 'ctr_msa']
    const look = (id: string) =>
      ask(
        client,
        `query ($id: ID!, $representations: [_Any!]!) { contract(id: $id) { title totalValue { amount } } alias: contract(id: $id) { number }
          _entities(representations: $representations) { __typename ... on Contract { title status documents { name } } } }`,
        { id, representations: [{ __typename: 'Contract', id }] },
      )
    const { data: missing, errors } = await look('ctr_none')

    expect([missing, errors]).toEqual([{ contract: null, alias: null, _entities: [null] }, undefined])
    for (const id of hidden) expect(await look(id)).toMatchObject({ data: missing, status: 200 })
    expect((await look(idOf(own, 'ACTIVE'))).data.contract).not.toBeNull()
  })

  it('reaches its own records over edges of a project and of its account, and no others', async () => {
    const projects = [`prj_${own}active`, `prj_${own}draft`, `prj_${other}active`, 'prj_none']
    const { data, errors } = await ask<Edges>(
      client,
      `query ($representations: [_Any!]!, $own: ID!, $other: ID!) {
        _entities(representations: $representations) { ... on Project { contract { id } other: contract { status } } ... on Account { name } }
        own: account(id: $own) { contracts { totalCount nodes { id } } page: contracts(first: 2) { totalCount nodes { id } } }
        other: account(id: $other) { id contracts { totalCount } } }`,
      {
        own: `acc_${own}`,
        other: `acc_${other}`,
        representations: [
          ...projects.map((id) => ({ __typename: 'Project', id })),
          ...[own, other].map((name) => ({ __typename: 'Account', id: `acc_${name}` })),
        ],
      },
    )

    expect(errors).toBeUndefined()
    const nothing = { contract: null, other: null }
    expect(data).toEqual({
      _entities: [
        { contract: { id: idOf(own, 'ACTIVE') }, other: { status: 'ACTIVE' } },
        ...Array(3).fill(nothing),
        { name: own },
        null,
      ],
      own: {
        contracts: { totalCount: 5, nodes: seen.map((id) => ({ id })) },
        page: { totalCount: 5, nodes: seen.slice(0, 2).map((id) => ({ id })) },
      },
      other: null,
    })
  })

  it.each([
    ['opportunities', '{ opportunities { totalCount } }'],
    ['an opportunity', '{ opportunity(id: "opp_deal1") { name } }'],
    ['the list of accounts', '{ accounts { totalCount } }'],
    ['contacts', `{ account(id: "acc_${own}") { contacts { totalCount } } }`],
    ['the liability cap', `{ contract(id: "${idOf(own, 'ACTIVE')}") { liabilityCap { amount } } }`],
    ['who approved', `{ contract(id: "${idOf(own, 'ACTIVE')}") { legalApprover { id } } }`],
    ['the sale behind a contract', `{ contract(id: "${idOf(own, 'ACTIVE')}") { opportunity { id } } }`],
    ['events', '{ crmEvents { id } }'],
  ])('has no right to %s', async (_, document) => {
    expect((await ask(client, document)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
  })

  it('sees no more by a mistake in its scopes', async () => {
    const { data, errors } = await ask<Record<string, unknown>>(
      unscoped(`client_${own}`),
      `query ($own: ID!, $representations: [_Any!]!) { accounts { totalCount nodes { id } } opportunities { totalCount nodes { id } }
        contracts { totalCount } account(id: $own) { contacts { totalCount nodes { id } } opportunities { totalCount } }
        _entities(representations: $representations) { ... on Opportunity { name } ... on Contact { fullName }
          ... on Project { opportunity { id } documentFolder { id } } } }`,
      {
        own: `acc_${own}`,
        representations: [
          { __typename: 'Opportunity', id: 'opp_deal1' },
          { __typename: 'Contact', id: `con_${own}` },
          { __typename: 'Project', id: `prj_${own}active` },
        ],
      },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      accounts: { totalCount: 1, nodes: [{ id: `acc_${own}` }] },
      opportunities: { totalCount: 0, nodes: [] },
      contracts: { totalCount: 5 },
      account: { contacts: { totalCount: 0, nodes: [] }, opportunities: { totalCount: 0 } },
      _entities: [null, null, { opportunity: null, documentFolder: null }],
    })
  })

  it('cannot write to what it does not see, and is told that there is no such record', async () => {
    const before = await query(crm.adminUrl, 'select id, revision from crm.contract order by id')
    for (const id of [idOf(other, 'IN_REVIEW'), idOf(own, 'DRAFT'), idOf(own, 'IN_REVIEW'), 'ctr_none'])
      for (const [document, input] of WRITES) {
        const variables = { input: { idempotencyKey: `${own} ${id}`, contractId: id, ...input } }
        const { data } = await ask<Record<string, unknown>>(unscoped(`client_${own}`), document, variables)

        expect(Object.values(data)).toEqual([
          {
            contract: null,
            replayed: false,
            userErrors: [{ code: 'NOT_FOUND', message: 'There is no such record.', field: ['input', 'contractId'] }],
          },
        ])
      }
    expect(await query(crm.adminUrl, 'select id, revision from crm.contract order by id')).toEqual(before)
  })
})

describe.each(['sub_nordlicht', 'sub_kestrel'])('a subcontractor (%s)', (name) => {
  it('sees nothing in the CRM, whatever its scopes', async () => {
    const { data } = await ask<Record<string, unknown>>(unscoped(name), EVERYTHING, { representations: EVERY_KIND })

    expect(data).toEqual({
      accounts: { totalCount: 0, nodes: [] },
      opportunities: { totalCount: 0, nodes: [] },
      contracts: { totalCount: 0, nodes: [] },
      account: null,
      contract: null,
      _entities: [null, null, null, null, { opportunity: null, contract: null, documentFolder: null }],
    })
  })
})

describe('a reseller', () => {
  const reseller = partner('reseller_axiom')

  it('lists and counts the deals that it registered, with the names of their clients', async () => {
    const { data, errors } = await ask(
      reseller,
      `{ opportunities { totalCount nodes { id name stage amount { amount } closeDate serviceType plannedStart account { id name }
        reseller { id name } project { id } } } }`,
    )

    expect(errors).toBeUndefined()
    const deal = { name: 'ERP implementation', amount: { amount: '120000.50' }, reseller: { id: 'acc_axiom', name: 'axiom' } }
    expect(data).toMatchObject({
      opportunities: {
        totalCount: 2,
        nodes: [
          {
            ...deal,
            id: 'opp_deal1',
            stage: 'ACCEPTED',
            account: { id: 'acc_acme', name: 'acme' },
            project: { id: 'prj_acmeactive' },
          },
          { ...deal, id: 'opp_deal2', stage: 'QUALIFICATION', account: { id: 'acc_borealis' }, project: null },
        ],
      },
    })
  })

  it('walks and sorts its pages without a trace of the others', async () => {
    const page = `query ($after: String) { opportunities(first: 1, after: $after, orderBy: { field: CLOSE_DATE, direction: DESC },
      filter: { accountIds: ["acc_acme", "acc_borealis", "acc_one"] }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`
    const first = await ask<Opportunities>(reseller, page)
    const second = await ask<Opportunities>(reseller, page, { after: first.data.opportunities.pageInfo.endCursor })

    const pages = [first, second].map(({ data }) => data.opportunities)
    expect(pages.map(({ totalCount, nodes, pageInfo }) => [totalCount, nodes[0]?.id, pageInfo.hasNextPage])).toEqual([
      [2, 'opp_deal1', true],
      [2, 'opp_deal2', false],
    ])
  })

  it('is told about the deals of others exactly what it is told about none', async () => {
    const look = (id: string) =>
      ask(
        reseller,
        `query ($id: ID!, $representations: [_Any!]!) { opportunity(id: $id) { name } alias: opportunity(id: $id) { stage }
          _entities(representations: $representations) { __typename ... on Opportunity { name amount { amount } } } }`,
        { id, representations: [{ __typename: 'Opportunity', id }] },
      )
    const { data: missing } = await look('opp_none')

    expect(missing).toEqual({ opportunity: null, alias: null, _entities: [null] })
    for (const id of ['opp_direct', 'opp_rival', 'opp_won0', 'opp_linked']) expect((await look(id)).data).toEqual(missing)
    expect((await look('opp_deal2')).data).toMatchObject({ opportunity: { name: 'ERP implementation' } })
  })

  it('sees the sale of a project only if it brought it', async () => {
    const { data, errors } = await ask(
      reseller,
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project { opportunity { id } } ... on Account { name } } }',
      {
        representations: [
          { __typename: 'Project', id: 'prj_acmeactive' },
          { __typename: 'Project', id: 'prj_taken' },
          { __typename: 'Account', id: 'acc_axiom' },
          { __typename: 'Account', id: 'acc_borealis' },
          { __typename: 'Account', id: 'acc_one' },
        ],
      },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      _entities: [{ opportunity: { id: 'opp_deal1' } }, { opportunity: null }, { name: 'axiom' }, { name: 'borealis' }, null],
    })
  })

  it.each([
    ['the registered name of a client', '{ opportunity(id: "opp_deal1") { account { legalName } } }'],
    ['the address of a client', '{ account(id: "acc_acme") { billingAddress { city } } }'],
    ['the tax numbers of a client', '{ account(id: "acc_acme") { taxRegistrations { number } } }'],
    ['the contracts of a client', '{ account(id: "acc_acme") { contracts { totalCount } } }'],
    ['the margin of a deal', '{ opportunity(id: "opp_deal1") { estimatedMargin } }'],
    ['the discount of a deal', '{ opportunity(id: "opp_deal1") { discount } }'],
    ['the contract of a deal', '{ opportunity(id: "opp_deal1") { contract { id } } }'],
    ['contracts', '{ contracts { totalCount } }'],
  ])('has no right to %s', async (_, document) => {
    expect((await ask(reseller, document)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
  })

  it('sees no contract and no other account by a mistake in its scopes', async () => {
    const { data } = await ask<Record<string, unknown>>(
      unscoped('reseller_axiom'),
      '{ contracts { totalCount nodes { id } } accounts { totalCount nodes { id } } opportunity(id: "opp_deal1") { contract { id } } }',
    )

    expect(data).toEqual({
      contracts: { totalCount: 0, nodes: [] },
      accounts: { totalCount: 3, nodes: [{ id: 'acc_acme' }, { id: 'acc_axiom' }, { id: 'acc_borealis' }] },
      opportunity: { contract: null },
    })
  })

  it('cannot accept or correct the deals of others, and is told that there is none', async () => {
    const write = (id: string) =>
      ask(
        unscoped('reseller_axiom'),
        `mutation ($id: ID!, $key: String!) {
          acceptOpportunity(input: { idempotencyKey: $key, opportunityId: $id }) { opportunity { id } userErrors { code message field } }
          updateOpportunity(input: { idempotencyKey: $key, opportunityId: $id, expectedRevision: 1, scopeSummary: "x" }) {
            opportunity { id } userErrors { code message field } } }`,
        { id, key: `axiom ${id}` },
      )
    const { data: missing } = await write('opp_none')

    expect(missing).toMatchObject({ acceptOpportunity: { opportunity: null, userErrors: [{ code: 'NOT_FOUND' }] } })
    for (const id of ['opp_direct', 'opp_rival', 'opp_won0']) expect((await write(id)).data).toEqual(missing)
  })
})

describe('what only a workflow may do', () => {
  it.each(['client_acme', 'sub_kestrel', 'reseller_axiom'])(
    'is no way around the rules for %s, not even as a service',
    async (name) => {
      const service = { ...unscoped(name), kind: 'SERVICE' } as const
      const write = async (contractId: string, projectId: string) => {
        const { data } = await ask<Record<string, { readonly userErrors: readonly object[] }>>(
          service,
          `mutation ($key: String!, $contractId: ID!, $projectId: ID!) {
          approve: recordContractApproval(input: { idempotencyKey: $key, contractId: $contractId, legalApproverId: "wrk_l", financeApproverId: "wrk_f" }) ERRORS
          reopen: reopenContractReview(input: { idempotencyKey: $key, contractId: $contractId }) ERRORS
          link: linkProject(input: { idempotencyKey: $key, opportunityId: "opp_deal1", contractId: $contractId, projectId: $projectId }) ERRORS
          open: openDocumentFolder(input: { idempotencyKey: $key, contractId: $contractId, projectId: $projectId }) ERRORS
          archive: archiveDocumentFolder(input: { idempotencyKey: $key, projectId: $projectId }) ERRORS
        }`.replaceAll('ERRORS', '{ userErrors { code message field } }'),
          { key: `${name} ${contractId}`, contractId, projectId },
        )
        return data
      }
      const missing = await write('ctr_none', 'prj_none')

      for (const { userErrors } of Object.values(missing)) expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(await write('ctr_borealisinreview', 'prj_acmeactive')).toEqual(missing)
      expect(await query(crm.adminUrl, 'select archived_at from crm.document_folder')).toEqual([{ archived_at: null }])
    },
  )
})

describe('a caller whom the rules do not know', () => {
  it.each<readonly [string, Principal]>([
    [
      'a client without accounts',
      partner('client_acme', { partner: { id: 'par', kind: 'CLIENT', accountIds: [], supplierIds: [] } }),
    ],
    ['a partner without a record', partner('client_acme', { partner: null })],
    ['the assistant', personWith([], { kind: 'AI_SERVICE' })],
    ['a person with the record of a subcontractor', partner('sub_kestrel', { kind: 'PERSON' })],
  ])('sees nothing: %s', async (_, principal) => {
    const { data } = await ask<Record<string, unknown>>({ ...principal, scopes: allScopes }, EVERYTHING, {
      representations: EVERY_KIND,
    })

    expect(data).toMatchObject({
      accounts: { totalCount: 0 },
      opportunities: { totalCount: 0 },
      contracts: { totalCount: 0 },
      account: null,
      contract: null,
      _entities: [null, null, null, null, { opportunity: null, contract: null, documentFolder: null }],
    })
  })
})

interface Contracts {
  readonly contracts: {
    readonly totalCount: number
    readonly nodes: readonly { readonly id: string }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}
interface Opportunities {
  readonly opportunities: Contracts['contracts']
}
type Edges = Readonly<Record<'_entities' | 'own' | 'other', unknown>>

const AGREED = `id number type status title account { id name legalName taxRegistrations { number } billingAddress { city } }
  parent { id } governingLaw effectiveFrom effectiveTo totalValue { amount } pricingModel billingTerms { paymentTermsDays }
  deliverables { name } contractedMilestones { name amount { amount } } rateCard { role billRate { amount } } dependencies noticeDays
  signedAt project { id }`

const WRITES = [
  ['mutation ($input: SubmitContractForReviewInput!) { submitContractForReview(input: $input) PAYLOAD }', {}],
  ['mutation ($input: WithdrawContractFromReviewInput!) { withdrawContractFromReview(input: $input) PAYLOAD }', {}],
  [
    'mutation ($input: UpdateContractTermsInput!) { updateContractTerms(input: $input) PAYLOAD }',
    { expectedRevision: 1, noticeDays: 1 },
  ],
  [
    'mutation ($input: RecordClientPurchaseOrderInput!) { recordClientPurchaseOrder(input: $input) PAYLOAD }',
    { customerPoNumber: 'P' },
  ],
  [
    'mutation ($input: StoreContractDocumentInput!) { storeContractDocument(input: $input) PAYLOAD }',
    { kind: 'ANNEX', title: 'a.txt', final: false, mediaType: 'text/plain', contentBase64: 'YQ==' },
  ],
].map(
  ([document, input]) =>
    [
      String(document).replace('PAYLOAD', '{ contract { id } replayed userErrors { code message field } }'),
      input as object,
    ] as const,
)

const EVERY_KIND = [
  { __typename: 'Account', id: 'acc_acme' },
  { __typename: 'Contract', id: 'ctr_acmeactive' },
  { __typename: 'Opportunity', id: 'opp_deal1' },
  { __typename: 'Contact', id: 'con_acme' },
  { __typename: 'Project', id: 'prj_acmeactive' },
]
const EVERYTHING = `query ($representations: [_Any!]!) { accounts { totalCount nodes { id } } opportunities { totalCount nodes { id } }
  contracts { totalCount nodes { id } } account(id: "acc_acme") { name } contract(id: "ctr_acmeactive") { title }
  _entities(representations: $representations) { ... on Account { name } ... on Contract { title } ... on Opportunity { name }
    ... on Contact { role } ... on Project { opportunity { id } contract { id } documentFolder { id } } } }`

/** Two clients with a contract in each state, each under a project of its own, and deals of two resellers. */
const PARTNERS = `
  insert into crm.account select (jsonb_populate_record(a, jsonb_build_object('id', 'acc_' || n, 'account_number', n, 'name', n, 'parent_id', null))).*
    from crm.account a, unnest('{acme,borealis,axiom}'::text[]) n where a.id = 'acc_one';
  insert into crm.contact select (jsonb_populate_record(c, jsonb_build_object('id', 'con_' || n, 'account_id', 'acc_' || n))).*
    from crm.contact c, unnest('{acme,borealis}'::text[]) n where c.id = 'con_1';
  insert into crm.contract select (jsonb_populate_record(c, jsonb_build_object(
      'id', 'ctr_' || n || replace(lower(s), '_', ''), 'number', n || s, 'account_id', 'acc_' || n, 'status', s, 'opportunity_id', null,
      'project_id', 'prj_' || n || replace(lower(s), '_', ''),
      'documents', '[{"id": "dcv_1", "name": "sow.txt", "kind": "CONTRACT", "final": true, "sha256": "aa", "uploadedAt": "2026-05-01T08:00:00Z"},
        {"id": "dcv_2", "name": "notes for legal.txt", "kind": "ANNEX", "final": false, "sha256": "bb", "uploadedAt": "2026-05-01T08:00:00Z"}]'::jsonb))).*
    from crm.contract c, unnest('{acme,borealis}'::text[]) n, unnest('{${STATES.join(',')}}'::text[]) s where c.id = 'ctr_unready';
  insert into crm.document_folder (id, project_id, contract_id) values ('fld_acme', 'prj_acmeactive', 'ctr_acmeactive');
  insert into crm.opportunity select (jsonb_populate_record(o, jsonb_build_object('id', 'opp_' || n, 'number', n, 'account_id', a,
      'reseller_account_id', r, 'stage', s, 'project_id', p, 'close_date', d,
      'accepted_at', case s when 'ACCEPTED' then '2026-05-02T08:00:00Z' end))).*
    from crm.opportunity o, (values
      ('deal1', 'acc_acme', 'acc_axiom', 'ACCEPTED', 'prj_acmeactive', '2026-05-03'),
      ('deal2', 'acc_borealis', 'acc_axiom', 'QUALIFICATION', null, '2026-04-01'),
      ('direct', 'acc_acme', null, 'CLOSED_WON', null, '2026-05-02'),
      ('rival', 'acc_borealis', 'acc_two', 'CLOSED_WON', null, '2026-05-01')) as v(n, a, r, s, p, d) where o.id = 'opp_won0'`
