import { beforeAll, describe, expect, it } from '@jest/globals'
import { ROLES, type Role } from '../../policies/index.ts'
import { readDeclaredGraph } from '../support/matrix/declared-graph.ts'
import { isExpected } from '../support/matrix/expected-verdict.ts'
import { matrixCallerOf } from '../support/matrix/matrix-caller.ts'
import { writeArguments } from '../support/matrix/roads.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const graph = readDeclaredGraph()
const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE'

const MUTATIONS = graph.types.get('Mutation')

const CLOSED = (Object.keys(ROLES) as Role[]).map((role) => {
  if (MUTATIONS === undefined) throw new Error('the graph has mutations')
  const caller = matrixCallerOf(role)
  const closed = [...MUTATIONS.fields.values()].filter(({ name }) => !isExpected(graph, caller, MUTATIONS, name))
  return { role, count: closed.length, closed }
})

/** Mutations of records that do not exist, by callers who may change such records and not read all that comes back. */
const REFUSED = [
  {
    role: 'account_executive',
    field: 'updateOpportunity',
    input: 'opportunityId: "opp_none", expectedRevision: 1',
    payload: 'opportunity { id estimatedMargin contract { liabilityCap { amount } } }',
    denied: ['opportunity.contract.liabilityCap', 'opportunity.estimatedMargin'],
  },
  {
    role: 'resource_manager',
    field: 'setProjectStatus',
    input: 'projectId: "prj_none", status: ON_HOLD, reason: "none"',
    payload: 'project { id marginToDate account { id legalName } }',
    denied: ['project.account.legalName', 'project.marginToDate'],
  },
  {
    role: 'hr_partner',
    field: 'upsertWorkerSkill',
    input: 'workerId: "wrk_none", skillCode: "NONE", level: 1',
    payload: 'worker { id annualSalary { amount } currentCostRate { amount } }',
    denied: ['worker.currentCostRate'],
  },
  {
    role: 'procurement_buyer',
    field: 'submitRequisition',
    input: 'requisitionId: "req_none"',
    payload: 'requisition { id project { id marginToDate contract { number } } }',
    denied: ['requisition.project.contract', 'requisition.project.marginToDate'],
  },
]

describe('mutations', () => {
  it.each(CLOSED)('are not sent anywhere when $role may not call them: $count', async ({ role, closed }) => {
    const text = closed.map((field) => `${field.name}${writeArguments(graph, field)} { userErrors { message } }`).join('\n')
    const { data, errors, cost } = await stack.as(role).send(`mutation { ${text} }`)

    expect(data).toBeNull()
    expect(errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions?.code}`).sort()).toEqual(
      closed.map(({ name }) => `${name} ${DENIED}`).sort(),
    )
    expect(cost.fetches).toBe(0)
  })

  it.each(REFUSED)('$field: $role gets the refusal, and of the payload what the role may read', async (each) => {
    const { role, field, input, payload, denied } = each
    const text = `mutation { ${field}(input: { idempotencyKey: "matrix-${field}", ${input} }) {
      ${payload} userErrors { __typename code ... on PolicyError { policy } ... on ValidationError { rule } } } }`
    const { data, errors, cost } = await stack.as(role).send<Record<string, { userErrors: readonly { code: string }[] }>>(text)

    expect(data[field]?.userErrors.map(({ code }) => code)).toEqual(['NOT_FOUND'])
    expect(errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions?.code}`).sort()).toEqual(
      denied.map((path) => `${field}.${path} ${DENIED}`),
    )
    expect(cost.fetches).toBe(1)
  })
})
