import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startDeliverySubgraph } from '../../../subgraphs/delivery/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { type DeliveryFixture, FINANCE, LEGAL, OPS, openDeliveryFixture, person } from './support/delivery-fixture.ts'
import { openWaitingRun } from './support/waiting-run.ts'

const BUYER = personWith(['procurement:read'])
const ROUTE = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Requisition { approvalRoute { policyId band levels { role slaBusinessHours } } }
  }
}`
/** A requisition of the German entity as the gateway sends it. */
const requisitionOf = (total: { readonly amount: string; readonly currency: string } | null) => ({
  representations: [{ __typename: 'Requisition', id: 'req_a', total, legalEntity: { id: 'len_de01', code: 'DE01' } }],
})

describe('delivery subgraph', () => {
  let fixture: DeliveryFixture
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    fixture = await openDeliveryFixture()
    const url = fixture.database.urlFor('delivery')
    const environment = { PORT: '0', ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' }
    running = await startDeliverySubgraph({ ...environment, DATABASE_URL: url })
    ask = sealedClient(running.url, 'subgraph:delivery')
  })
  afterAll(async () => {
    await running.stop()
    await fixture.close()
  })

  const START = `mutation ($key: String!, $opportunity: ID!) {
    startHandoff(input: { idempotencyKey: $key, opportunityId: $opportunity }) {
      handoff { id status attempt revision opportunity { id } run { id key status steps { key status attempt } currentStep { key } failure { code } } }
      replayed
      userErrors { code message field }
    }
  }`
  const DECIDE = `mutation ($id: ID!, $key: String!, $decision: ApprovalDecision!, $comment: String) {
    decideApproval(input: { idempotencyKey: $key, approvalId: $id, decision: $decision, comment: $comment }) {
      approval { id status decision comment decidedBy { id } }
      replayed
      userErrors { __typename code ... on PolicyError { policy } ... on StateTransitionError { currentState allowedStates } field }
    }
  }`
  const MINE =
    '{ approvals(filter: { mine: true }, first: 100) { nodes { id kind overdue } totalCount } viewer { openApprovalCount } }'

  it('starts a handoff and answers it with its run and all steps', async () => {
    const { data, errors } = await ask(START, { principal: OPS, variables: { key: 'k1', opportunity: 'opp_http' } })

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      startHandoff: {
        handoff: {
          status: 'DRAFT',
          attempt: 1,
          opportunity: { id: 'opp_http' },
          run: { key: 'ho:opp_http:1', status: 'RUNNING', currentStep: null, failure: null },
        },
        replayed: false,
        userErrors: [],
      },
    })
  })

  it('answers bad input as typed errors with the field at fault', async () => {
    const { data } = await ask(START, { principal: OPS, variables: { key: ' ', opportunity: 'nonsense' } })

    expect(data).toMatchObject({
      startHandoff: {
        handoff: null,
        replayed: false,
        userErrors: [
          { code: 'VALIDATION_FAILED', field: ['input', 'idempotencyKey'] },
          { code: 'VALIDATION_FAILED', field: ['input', 'opportunityId'] },
        ],
      },
    })
  })

  it('says what became of the id and code that a run issued, also when nothing else knows of them any more', async () => {
    const { runId } = await openWaitingRun(fixture, 'reserved')
    const RESERVATION = 'query ($id: ID!) { workflowRun(id: $id) { reservation { code status project { id } } } }'
    const reservationOf = async () => (await ask(RESERVATION, { principal: OPS, variables: { id: runId } })).data

    expect(await reservationOf()).toEqual({ workflowRun: { reservation: null } })
    await fixture.rows(`insert into delivery.project_reservation (project_id, code, run_id, status)
      values ('prj_reserved', 'DE01-7', '${runId}', 'VOID')`)
    expect(await reservationOf()).toEqual({
      workflowRun: { reservation: { code: 'DE01-7', status: 'VOID', project: { id: 'prj_reserved' } } },
    })
  })

  it.each([
    ['50000', 'B', ['project_manager', 'finance_controller']],
    ['260000', 'C', ['project_manager', 'finance_controller', 'region_head']],
    ['260000.01', 'D', ['project_manager', 'finance_controller', 'region_head', 'cfo']],
  ])('shows the approval route of a requisition of %s euros: band %s', async (amount, band, roles) => {
    const { data, errors } = await ask(ROUTE, { principal: BUYER, variables: requisitionOf({ amount, currency: 'EUR' }) })

    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      _entities: [{ approvalRoute: { policyId: 'PROCUREMENT:DE01', band, levels: roles.map((role) => ({ role })) } }],
    })
  })

  it('shows no approval route while the total is not known', async () => {
    const { data } = await ask(ROUTE, { principal: BUYER, variables: requisitionOf(null) })

    expect(data).toEqual({ _entities: [{ approvalRoute: null }] })
  })

  it('shows each person the approvals that wait for it, and counts them', async () => {
    const { legalId, financeId } = await openWaitingRun(fixture, 'inbox')
    const inboxOf = async (principal: typeof OPS) =>
      (await ask<{ approvals: { nodes: { id: string }[] }; viewer: { openApprovalCount: number } }>(MINE, { principal })).data

    expect((await inboxOf(LEGAL)).approvals.nodes.map(({ id }) => id)).toContain(legalId)
    const finance = await inboxOf(FINANCE)
    expect(finance.approvals.nodes).toContainEqual({ id: financeId, kind: 'BILLING_TERMS_FINANCE', overdue: true })
    expect(finance.viewer.openApprovalCount).toBe(finance.approvals.nodes.length)
    expect((await inboxOf(OPS)).approvals.nodes).toEqual([])
  })

  it('lets the right person decide, and says why another may not', async () => {
    const { legalId } = await openWaitingRun(fixture, 'decide')
    const decide = (principal: typeof OPS, key: string, more: object = {}) =>
      ask(DECIDE, { principal, variables: { id: legalId, key, decision: 'APPROVE', ...more } })

    expect((await decide(FINANCE, 'a')).data).toMatchObject({
      decideApproval: { approval: null, userErrors: [{ __typename: 'PolicyError', code: 'FORBIDDEN', policy: 'approver_role' }] },
    })
    expect((await decide(LEGAL, 'b', { decision: 'REJECT' })).data).toMatchObject({
      decideApproval: { approval: null, userErrors: [{ __typename: 'ValidationError', field: ['input', 'comment'] }] },
    })
    expect((await decide(LEGAL, 'c')).data).toMatchObject({
      decideApproval: {
        approval: { status: 'APPROVED', decision: 'APPROVE', decidedBy: { id: 'wrk_legal' } },
        replayed: false,
        userErrors: [],
      },
    })
    expect((await decide(LEGAL, 'c')).data).toMatchObject({ decideApproval: { replayed: true } })
    expect((await decide(LEGAL, 'd')).data).toMatchObject({
      decideApproval: {
        approval: null,
        userErrors: [{ __typename: 'StateTransitionError', code: 'INVALID_STATE', currentState: 'APPROVED', allowedStates: [] }],
      },
    })
  })

  it('refuses the requester before anything is written: the policy is decided here from facts', async () => {
    const { legalId } = await openWaitingRun(fixture, 'sod')
    const { data, errors } = await ask(DECIDE, {
      principal: { ...OPS, roles: ['legal'] },
      variables: { id: legalId, key: 'k', decision: 'APPROVE' },
    })

    expect(data).toEqual({ decideApproval: null })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(await fixture.rows(`select 1 from delivery.approval where id = '${legalId}' and status <> 'PENDING'`)).toEqual([])
  })

  it('answers NOT_FOUND to a decision on an approval that does not exist', async () => {
    const { data } = await ask(DECIDE, { principal: LEGAL, variables: { id: 'apr_none', key: 'k', decision: 'APPROVE' } })

    expect(data).toMatchObject({
      decideApproval: { approval: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'approvalId'] }] },
    })
  })

  it('shows the log of a run to those who may read it, in order, and the actor to nobody else', async () => {
    const { runId } = await openWaitingRun(fixture, 'log')
    const LOG = `query ($id: ID!) { workflowRun(id: $id) { status auditEvents(first: 10) {
      nodes { sequence action entity fromState toState actor actorKind at recordedAt correlationId details { name value } } totalCount } } }`
    const auditor = personWith(['delivery:read', 'delivery:audit:read'], { roles: ['auditor'] })
    const { data, errors } = await ask<{
      workflowRun: { auditEvents: { nodes: { action: string; actor: string }[]; totalCount: number } }
    }>(LOG, {
      principal: auditor,
      variables: { id: runId },
    })

    expect(errors).toBeUndefined()
    expect(data.workflowRun.auditEvents.totalCount).toBe(2)
    expect(data.workflowRun.auditEvents.nodes).toMatchObject([
      {
        action: 'handoff.opened',
        actor: 'delivery_ops',
        actorKind: 'PERSON',
        fromState: null,
        toState: 'DRAFT',
        details: [
          { name: 'attempt', value: '1' },
          { name: 'definition', value: '2' },
        ],
      },
      { action: 'run.started', toState: 'RUNNING', correlationId: 'test-request' },
    ])
    const refused = await ask<{ workflowRun: { auditEvents: null } }>(LOG, { principal: OPS, variables: { id: runId } })
    expect(refused.data.workflowRun.auditEvents).toBeNull()
    expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })

  it('[WO-01] shows each step with system, state, attempts, error, and the approval with its deadline', async () => {
    const { runId, legalId } = await openWaitingRun(fixture, 'steps')
    await fixture.rows(`update delivery.workflow_step set status = 'RETRYING', attempt = 2, error_code = 'SUBGRAPH_TIMEOUT',
      error_category = 'TRANSIENT', error_message = 'slow', error_system = 'ERP', next_retry_at = '2026-11-23T09:00:00Z'
      where run_id = '${runId}' and key = 'H03'`)
    const { data, errors } = await ask<{ workflowRun: { steps: readonly object[] } }>(
      `query ($id: ID!) { workflowRun(id: $id) { steps { key name system stage status attempt maxAttempts idempotencyKey
        error { code category message system nextRetryAt } approval { id dueAt approverRole } compensationStatus } } }`,
      { principal: OPS, variables: { id: runId } },
    )

    expect(errors).toBeUndefined()
    expect(data.workflowRun.steps).toHaveLength(20)
    expect(data.workflowRun.steps[2]).toMatchObject({
      key: 'H03',
      system: 'ERP',
      status: 'RETRYING',
      attempt: 2,
      maxAttempts: 5,
      idempotencyKey: 'ho:opp_steps:1:H03',
      error: { code: 'SUBGRAPH_TIMEOUT', category: 'TRANSIENT', system: 'ERP', nextRetryAt: '2026-11-23T09:00:00.000Z' },
      approval: null,
      compensationStatus: 'NOT_NEEDED',
    })
    expect(data.workflowRun.steps[4]).toMatchObject({
      key: 'H05',
      status: 'WAITING',
      error: null,
      approval: { id: legalId, dueAt: '2026-05-28T09:00:00.000Z', approverRole: 'legal' },
    })
  })

  it('adds its part to projects, opportunities and contracts of other subgraphs', async () => {
    const { runId, handoffId, legalId } = await openWaitingRun(fixture, 'facet')
    await fixture.rows(`
      update delivery.handoff set project_id = 'prj_facet' where id = '${handoffId}';
      update delivery.workflow_run set project_id = 'prj_facet' where id = '${runId}';
      update delivery.approval set project_id = 'prj_facet' where run_id = '${runId}';
      insert into delivery.project_stage (id, project_id, stage, entered_at, left_at) values
        ('prj_facet:CONTRACT_APPROVED', 'prj_facet', 'CONTRACT_APPROVED', '2026-05-25T09:00:00Z', '2026-05-26T09:00:00Z'),
        ('prj_facet:PROJECT_CREATED', 'prj_facet', 'PROJECT_CREATED', '2026-05-26T09:00:00Z', null)`)
    const { data, errors } = await ask<{ _entities: readonly object[] }>(
      `query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on Project { id stage stageHistory { stage enteredAt leftAt } handoff { id } workflowRuns(first: 5) { nodes { id } totalCount }
          approvals(first: 5, filter: { kind: [SOW_LEGAL] }) { nodes { id amount { amount currency } } } }
        ... on Opportunity { id handoff { id } }
        ... on Contract { decisions: approvals { id } } } }`,
      {
        principal: OPS,
        variables: {
          of: [
            { __typename: 'Project', id: 'prj_facet' },
            { __typename: 'Opportunity', id: 'opp_facet' },
            { __typename: 'Contract', id: 'ctr_facet' },
            { __typename: 'Project', id: 'prj_unknown' },
          ],
        },
      },
    )

    expect(errors).toBeUndefined()
    expect(data._entities).toMatchObject([
      {
        stage: 'PROJECT_CREATED',
        stageHistory: [{ stage: 'CONTRACT_APPROVED' }, { stage: 'PROJECT_CREATED', leftAt: null }],
        handoff: { id: handoffId },
        workflowRuns: { nodes: [{ id: runId }], totalCount: 1 },
        approvals: { nodes: [{ id: legalId, amount: { amount: '1000.50', currency: 'EUR' } }] },
      },
      { id: 'opp_facet', handoff: { id: handoffId } },
      { decisions: [{ id: 'apr_facetlegal' }, { id: 'apr_facetfinance' }] },
      { stage: null, stageHistory: [], handoff: null, workflowRuns: { nodes: [], totalCount: 0 }, approvals: { nodes: [] } },
    ])
  })

  it('costs the same number of statements for 1, 10 and 50 projects', async () => {
    const QUERY = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Project {
      stage stageHistory { stage } handoff { status run { steps { key approval { id } } } }
      workflowRuns(first: 5) { nodes { approvals { id } } } approvals(first: 5) { nodes { handoff { id } } } } } }`
    const statements = []
    for (const count of [1, 10, 50]) {
      const of = Array.from({ length: count }, (_, index) => ({
        __typename: 'Project',
        id: index === 0 ? 'prj_facet' : `prj_none${index}`,
      }))
      statements.push((await ask(QUERY, { principal: OPS, variables: { of } })).statements)
    }

    expect(new Set(statements).size).toBe(1)
  })

  it('answers null to unknown ids and says who asks', async () => {
    const { data } = await ask(
      '{ handoff(id: "hnd_0") { id } workflowRun(id: "run_0") { id } approval(id: "apr_0") { id } viewer { subject kind roles worker { id } } }',
      {
        principal: LEGAL,
      },
    )

    expect(data).toEqual({
      handoff: null,
      workflowRun: null,
      approval: null,
      viewer: { subject: 'legal', kind: 'PERSON', roles: ['legal'], worker: { id: 'wrk_legal' } },
    })
  })

  it.each([
    ['startHandoff', START, { key: 'x', opportunity: 'opp_x' }],
    ['cancelRun', 'mutation { cancelRun(input: { idempotencyKey: "x", runId: "run_x", reason: "x" }) { run { id } } }', {}],
    ['handoffs', '{ handoffs { nodes { id } } }', {}],
    ['approvals', '{ approvals { nodes { id } } }', {}],
    ['workflowRuns', '{ workflowRuns { nodes { id } } }', {}],
  ])('refuses %s without the scope', async (_, query, variables) => {
    const { data, errors } = await ask(query, { principal: person('consultant', { scopes: ['psa:read'] }), variables })

    expect(Object.values(data)).toEqual([null])
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })

  it.each([0, 101])('refuses a page of %d', async (first) => {
    const { errors } = await ask('query ($first: Int) { handoffs(first: $first) { nodes { id } } }', {
      principal: OPS,
      variables: { first },
    })

    expect(errors?.[0]?.extensions.code).toBe('PAGE_SIZE_OUT_OF_RANGE')
  })
})
