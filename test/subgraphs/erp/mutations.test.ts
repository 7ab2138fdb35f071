import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startErpSubgraph } from '../../../subgraphs/erp/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { newKey } from './calls.ts'
import { openPostgresErp } from './open-postgres-erp.ts'

const ORCHESTRATOR = ['erp:read', 'erp:write', 'erp:financials:read']

let erp: Awaited<ReturnType<typeof openPostgresErp>>
let subgraph: RunningSubgraph

beforeAll(async () => {
  erp = await openPostgresErp()
  subgraph = await startErpSubgraph({ PORT: '0', DATABASE_URL: erp.url, ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' })
})
afterAll(async () => {
  await subgraph.stop()
  await erp.close()
})

function ask<Data = Record<string, unknown>>(document: string, variables = {}, scopes: readonly string[] = ORCHESTRATOR) {
  return sealedClient(subgraph.url, 'subgraph:erp')<Data>(document, { principal: personWith(scopes), variables })
}
/** One mutation with its input; the payload comes back under `result`. */
async function mutate(name: string, input: Readonly<Record<string, unknown>>, selection: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`
  const document = `mutation ($input: ${type}) { result: ${name}(input: $input) { ${selection} replayed userErrors {
    __typename code field ... on ValidationError { rule } ... on StateTransitionError { currentState allowedStates }
    ... on ConflictError { currentRevision } ... on PolicyError { policy } } } }`
  const { data, errors } = await ask<{ result: Record<string, unknown> }>(document, { input })
  expect(errors).toBeUndefined()
  return data.result
}

describe('mutations of the ERP subgraph over HTTP', () => {
  it('refuses writes to those who may only read, and writes nothing', async () => {
    const { data, errors } = await ask<Record<string, unknown>>(
      'mutation { upsertCustomerMaster(input: { idempotencyKey: "k", accountId: "acc_no", legalName: "No", country: "DE", currency: "EUR", paymentTermsDays: 1 }) { replayed } }',
      {},
      ['erp:read', 'erp:financials:read'],
    )

    expect(data).toEqual({ upsertCustomerMaster: null })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(await erp.idsOf('erp.customer')).not.toContain('acc_no')
  })

  it('sets up a customer, a project, its budget and its schedule, and undoes all of it', async () => {
    const customer = {
      accountId: 'acc_path',
      legalName: 'Path SE',
      country: 'DE',
      taxNumber: 'DE 5',
      currency: 'EUR',
      paymentTermsDays: 14,
    }
    const made = await mutate(
      'upsertCustomerMaster',
      { idempotencyKey: 'path-1', ...customer },
      'created account { erpCustomerNumber customerMasterStatus }',
    )
    expect(made).toMatchObject({ created: true, replayed: false, account: { customerMasterStatus: 'VALID' }, userErrors: [] })
    expect(
      await mutate('upsertCustomerMaster', { idempotencyKey: 'path-1', ...customer }, 'created account { erpCustomerNumber }'),
    ).toMatchObject({ created: true, replayed: true })
    expect(
      await mutate('upsertCustomerMaster', { idempotencyKey: 'path-1b', ...customer }, 'created account { id }'),
    ).toMatchObject({ created: false })

    expect(
      await mutate('createErpProject', createInput('prj_path'), 'project { financialStatus erpProjectNumber budget { id } }'),
    ).toMatchObject({
      project: { financialStatus: 'PLANNED', budget: null },
      userErrors: [],
    })
    const lines = [{ category: 'LABOUR', wbsCode: '1', hours: '10', revenue: { amount: '1000.00', currency: 'EUR' } }]
    expect(
      await mutate(
        'reviseBudget',
        { idempotencyKey: newKey(), projectId: 'prj_path', lines },
        'project { budget { version hours revenue { amount } } }',
      ),
    ).toMatchObject({
      project: { budget: { version: 1, hours: '10', revenue: { amount: '1000' } } },
    })
    const schedule = [{ description: 'All', milestoneId: 'mil_path', amount: { amount: '1000.00', currency: 'EUR' } }]
    expect(
      await mutate(
        'createBillingSchedule',
        { idempotencyKey: newKey(), projectId: 'prj_path', lines: schedule },
        'project { billingSchedule { status milestone { id } } }',
      ),
    ).toMatchObject({
      project: { billingSchedule: [{ status: 'PLANNED', milestone: { id: 'mil_path' } }] },
    })

    expect(
      await mutate(
        'cancelBillingSchedule',
        { idempotencyKey: newKey(), projectId: 'prj_path' },
        'project { billingSchedule { status } }',
      ),
    ).toMatchObject({
      project: { billingSchedule: [{ status: 'CANCELLED' }] },
    })
    expect(
      await mutate(
        'supersedeBudget',
        { idempotencyKey: newKey(), projectId: 'prj_path', version: 1 },
        'project { budget { id } }',
      ),
    ).toMatchObject({ project: { budget: null } })
    expect(
      await mutate(
        'setProjectFinancialStatus',
        { idempotencyKey: newKey(), projectId: 'prj_path', status: 'CLOSED', reason: 'Undone' },
        'project { financialStatus financialStatusReason }',
      ),
    ).toMatchObject({ project: { financialStatus: 'CLOSED', financialStatusReason: 'Undone' } })
    expect(
      await mutate(
        'deactivateCustomerMaster',
        { idempotencyKey: newKey(), accountId: 'acc_path', createdByKey: 'path-1' },
        'account { id }',
      ),
    ).toMatchObject({ account: { id: 'acc_path' }, userErrors: [] })
  })

  it('answers expected failures as typed data', async () => {
    const bad = { ...createInput('prj_typed'), costCenterCode: 'CC-900' }
    expect(await mutate('createErpProject', bad, 'project { id }')).toMatchObject({
      project: null,
      userErrors: [
        {
          __typename: 'ValidationError',
          code: 'VALIDATION_FAILED',
          rule: 'COST_CENTER_INACTIVE',
          field: ['input', 'costCenterCode'],
        },
      ],
    })
    const status = { idempotencyKey: newKey(), projectId: 'prj_closed', status: 'OPEN', reason: 'Again' }
    expect(await mutate('setProjectFinancialStatus', status, 'project { id }')).toMatchObject({
      userErrors: [{ __typename: 'StateTransitionError', code: 'INVALID_STATE', currentState: 'CLOSED', allowedStates: [] }],
    })
    await mutate('createErpProject', { ...createInput('prj_typed'), idempotencyKey: 'typed' }, 'project { id }')
    expect(
      await mutate(
        'createErpProject',
        { ...createInput('prj_typed'), idempotencyKey: 'typed', contractId: 'ctr_x' },
        'project { id }',
      ),
    ).toMatchObject({
      userErrors: [{ __typename: 'ConflictError', code: 'IDEMPOTENCY_MISMATCH', currentRevision: null }],
    })
  })

  it('shows in each answer of one request what is stored after that mutation', async () => {
    await mutate('createErpProject', createInput('prj_two_steps'), 'project { id }')
    const step = (key: string, status: string) =>
      `setProjectFinancialStatus(input: { idempotencyKey: "${key}", projectId: "prj_two_steps", status: ${status}, reason: "x" }) { project { financialStatus } }`

    const { data } = await ask(`mutation { a: ${step('two-a', 'OPEN')} b: ${step('two-b', 'ON_HOLD')} }`)

    expect(data).toEqual({ a: { project: { financialStatus: 'OPEN' } }, b: { project: { financialStatus: 'ON_HOLD' } } })
  })

  it.each([
    ['an amount that is a number', 'amount: 1000.00'],
    ['an amount that is no decimal', 'amount: "1e3"'],
  ])('refuses %s before anything happens', async (_, amount) => {
    const { errors } = await ask(
      `mutation { reviseBudget(input: { idempotencyKey: "n", projectId: "prj_one", lines: [{ category: LABOUR, revenue: { ${amount}, currency: "EUR" } }] }) { replayed } }`,
    )

    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions.code)
  })
})

function createInput(projectId: string) {
  return {
    idempotencyKey: newKey(),
    projectId,
    accountId: projectId === 'prj_path' ? 'acc_path' : 'acc_one',
    contractId: 'ctr_path',
    legalEntityId: 'len_de01',
    costCenterCode: 'CC-100',
    billingType: 'MILESTONE',
    pricingModel: 'MILESTONE',
    billingFrequency: 'ON_EVENT',
    contractValue: { amount: '1000.00', currency: 'EUR' },
    wbs: [{ code: '1', name: 'Project', billable: true }],
  }
}
