import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { personWith } from '../../support/subgraph-client.ts'
import { type RunningPsa, startTestPsa } from './start-test-psa.ts'

describe('mutations of projects', () => {
  let psa: RunningPsa
  const ask: RunningPsa['ask'] = (query, options) => psa.ask(query, options)

  beforeAll(async () => {
    psa = await startTestPsa()
  })
  afterAll(() => psa.stop())

  describe('creating a project', () => {
    const create = (input: object, principal = WORKFLOW) =>
      ask<{ createPsaProject: unknown }>(
        `mutation ($input: CreatePsaProjectInput!) { createPsaProject(input: $input) {
          project { id status plannedHours phases { order wbsCode } tasks { totalCount } milestones { nodes { id kind amount { amount currency } } } }
          replayed userErrors { code field ... on ValidationError { rule } }
        } }`,
        { principal, variables: { input } },
      )

    it('is refused to a person, whatever scopes they have: projects come from a governed handoff', async () => {
      const { errors } = await create(PLAN, personWith(['psa:read', 'psa:write']))

      expect(errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    })

    it('creates the whole plan in one call, and answers the same to a repetition', async () => {
      const first = await create(PLAN)
      const second = await create(PLAN)

      expect(first.errors).toBeUndefined()
      expect(first.data.createPsaProject).toMatchObject({
        replayed: false,
        userErrors: [],
        project: {
          id: 'prj_http',
          status: 'PLANNED',
          plannedHours: '40',
          phases: [{ order: 1, wbsCode: '1.1' }],
          tasks: { totalCount: 1 },
        },
      })
      expect(second.data.createPsaProject).toEqual({ ...(first.data.createPsaProject as object), replayed: true })
    })

    it('keeps milestone ids that were issued before, and makes the others', async () => {
      const { data } = await ask<{ project: { milestones: { nodes: readonly { id: string }[] } } }>(
        '{ project(id: "prj_http") { milestones { nodes { id } } } }',
        { principal: READER },
      )

      expect(data.project.milestones.nodes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['mil_issued', expect.stringMatching(/^mil_[0-9a-z]{20}$/)]),
      )
    })

    it('answers faults of the plan as typed errors', async () => {
      const { data, errors } = await create({ ...PLAN, idempotencyKey: 'faulty', code: 'no' })

      expect(errors).toBeUndefined()
      expect(data.createPsaProject).toEqual({
        project: null,
        replayed: false,
        userErrors: [{ code: 'VALIDATION_FAILED', field: ['input', 'code'], rule: 'PSA-PROJECT-CODE' }],
      })
    })
  })

  it('cancels a project as the undo of its creation', async () => {
    const cancel = (idempotencyKey: string) =>
      ask<{ setProjectStatus: unknown }>(
        `mutation ($key: String!) { setProjectStatus(input: { idempotencyKey: $key, projectId: "prj_planned", status: CANCELLED, reason: "Undone" }) {
          project { status statusReason } replayed
          userErrors { code ... on StateTransitionError { currentState allowedStates } } } }`,
        { principal: personWith(['psa:read', 'psa:write']), variables: { key: idempotencyKey } },
      )

    expect((await cancel('u1')).data.setProjectStatus).toMatchObject({ project: { status: 'CANCELLED', statusReason: 'Undone' } })
    expect((await cancel('u1')).data.setProjectStatus).toMatchObject({ replayed: true, userErrors: [] })
    expect((await cancel('u2')).data.setProjectStatus).toMatchObject({
      project: null,
      userErrors: [{ code: 'INVALID_STATE', currentState: 'CANCELLED', allowedStates: [] }],
    })
  })
})

const READER = personWith(['psa:read', 'psa:rates:read'])
const WORKFLOW = personWith(['psa:read', 'psa:write'], { kind: 'SERVICE', workerId: null })

const PLAN = {
  idempotencyKey: 'plan',
  projectId: 'prj_http',
  code: 'HTTP-1',
  name: 'ERP implementation',
  accountId: 'acc_one',
  serviceType: 'SOFTWARE_IMPLEMENTATION',
  pricingModel: 'MILESTONE',
  region: 'DACH',
  practice: 'ERP',
  plannedStart: '2026-06-01',
  plannedEnd: '2026-12-31',
  phases: [
    {
      name: 'Design',
      order: 1,
      plannedStart: '2026-06-01',
      plannedEnd: '2026-08-31',
      plannedHours: '40',
      wbsCode: '1.1',
      tasks: [{ name: 'Workshops', plannedHours: '40' }],
    },
  ],
  milestones: [
    {
      milestoneId: 'mil_issued',
      name: 'Design accepted',
      kind: 'DELIVERY',
      plannedDate: '2026-08-31',
      phaseOrder: 1,
      billable: true,
      amount: { amount: '48000.50', currency: 'EUR' },
    },
    { name: 'Steering gate', kind: 'GATE', plannedDate: '2026-09-15' },
  ],
}
