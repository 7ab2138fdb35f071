import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startPsaSubgraph } from '../../../subgraphs/psa/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { MANY } from './fixture.ts'
import { openPostgresPsa } from './open-postgres-psa.ts'

describe('psa subgraph', () => {
  let opened: Awaited<ReturnType<typeof openPostgresPsa>>
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    opened = await openPostgresPsa()
    running = await startPsaSubgraph({
      PORT: '0',
      DATABASE_URL: opened.url,
      ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
      LOG_LEVEL: 'silent',
    })
    ask = sealedClient(running.url, 'subgraph:psa')
  })
  afterAll(async () => {
    await running.stop()
    await opened.close()
  })

  const WHOLE_PROJECT = `
    id code percentComplete account { id } projectManager { id } assignedWorkerIds
    phases { order wbsCode }
    tasks(first: 5) { nodes { id assignee { id } } totalCount }
    milestones(first: 5, orderBy: { field: PLANNED_DATE, direction: DESC }) {
      edges { cursor node { varianceDays amount { amount currency } subcontractor { id } project { code } } }
      totalCount
    }
    assignments(first: 5) { nodes { worker { id } billRate { amount } timecards { nodes { id } } } totalCount }
    timecards(first: 5) { nodes { totalHours billableHours assignment { role } approver { id } } totalCount }`

  describe('a list of projects with everything below it', () => {
    const read = (first: number) =>
      ask<{ projects: { nodes: readonly object[]; totalCount: number } }>(
        `query ($first: Int) { projects(filter: { accountIds: ["acc_many"] }, first: $first) { nodes { ${WHOLE_PROJECT} } totalCount } }`,
        { principal: READER, variables: { first } },
      )

    it('costs the same number of statements for 1, 10 and 50 projects', async () => {
      const answers = [await read(1), await read(10), await read(50)]

      expect(answers.map(({ data }) => data.projects.nodes.length)).toEqual([1, 10, 50])
      // Lists and counts of five edges, the phases, the workers, the projects again as parents, the timecards' assignments.
      expect(answers.map(({ statements }) => statements)).toEqual([15, 15, 15])
    })

    it('has everything of each project, and nothing of another', async () => {
      const { data, errors } = await read(50)

      expect(errors).toBeUndefined()
      expect(data.projects.totalCount).toBe(MANY)
      expect(data.projects.nodes[0]).toEqual({
        id: 'prj_many0',
        code: 'PRJ-MANY0',
        percentComplete: '0.255',
        account: { id: 'acc_many' },
        projectManager: { id: 'wrk_pm' },
        assignedWorkerIds: ['wrk_1', 'wrk_2'],
        phases: [
          { order: 1, wbsCode: '1.1' },
          { order: 2, wbsCode: '1.2' },
        ],
        tasks: { nodes: [1, 2].map((k) => ({ id: `tsk_many0x${k}`, assignee: { id: 'wrk_1' } })), totalCount: 2 },
        milestones: {
          edges: [1, 2].map(() => ({
            cursor: expect.any(String),
            node: {
              varianceDays: 61,
              amount: { amount: '12000.50', currency: 'EUR' },
              subcontractor: { id: 'sup_one' },
              project: { code: 'PRJ-MANY0' },
            },
          })),
          totalCount: 2,
        },
        assignments: {
          nodes: [1, 2].map((k) => ({
            worker: { id: `wrk_${k}` },
            billRate: { amount: '150.00' },
            timecards: { nodes: k === 1 ? [{ id: 'tim_many0' }] : [] },
          })),
          totalCount: 2,
        },
        timecards: {
          nodes: [{ totalHours: '7.75', billableHours: '7.5', assignment: { role: 'Consultant' }, approver: null }],
          totalCount: 1,
        },
      })
    })

    it('reads 50 projects as entities with as many statements as one', async () => {
      const entities = (count: number) =>
        ask<{ _entities: readonly object[] }>(
          `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Project { ${WHOLE_PROJECT} } } }`,
          {
            principal: READER,
            variables: {
              representations: Array.from({ length: count }, (_, n) => ({ __typename: 'Project', id: `prj_many${n}` })),
            },
          },
        )
      const [one, fifty] = [await entities(1), await entities(50)]

      expect(fifty.data._entities).toHaveLength(50)
      expect(fifty.statements).toBe(one.statements)
    })
  })

  describe('one project', () => {
    const read = (argument: string, principal = READER) => ask(`{ project(${argument}) { id } }`, { principal })

    it('is found by id and by code, and is null when there is none', async () => {
      expect((await read('id: "prj_closed"')).data).toEqual({ project: { id: 'prj_closed' } })
      expect((await read('code: "PRJ-CLOSED"')).data).toEqual({ project: { id: 'prj_closed' } })
      expect((await read('id: "prj_missing"')).data).toEqual({ project: null })
    })

    it.each(['id: null', 'id: "prj_closed", code: "PRJ-CLOSED"'])('is not asked for with (%s)', async (argument) => {
      const { data, errors } = await read(argument)

      expect(data).toEqual({ project: null })
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    })

    it('is closed to a caller without the scope', async () => {
      const { data, errors } = await read('id: "prj_closed"', personWith(['hr:read']))

      expect(data).toEqual({ project: null })
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    })
  })

  it('resolves references by id and by code, in order, and answers null for what is missing', async () => {
    const { data, errors } = await ask<{ _entities: unknown }>(
      `query ($r: [_Any!]!) { _entities(representations: $r) {
        ... on Project { name } ... on Milestone { varianceDays } ... on Timecard { worker { id } } ... on Task { name }
        ... on Assignment { role } ... on Worker { assignments(filter: { status: [ACTIVE] }) { totalCount } timecards { totalCount } }
        ... on Account { projects(filter: { status: [CLOSED] }) { nodes { name } } }
      } }`,
      {
        principal: READER,
        variables: {
          r: [
            { __typename: 'Project', code: 'PRJ-CLOSED' },
            { __typename: 'Project', id: 'prj_missing' },
            { __typename: 'Milestone', id: 'mil_late' },
            { __typename: 'Timecard', id: 'tim_own' },
            { __typename: 'Task', id: 'tsk_running' },
            { __typename: 'Assignment', id: 'asg_active' },
            { __typename: 'Worker', id: 'wrk_1' },
            { __typename: 'Account', id: 'acc_two' },
          ],
        },
      },
    )

    expect(errors).toBeUndefined()
    expect(data._entities).toEqual([
      { name: 'Closed' },
      null,
      { varianceDays: 12 },
      { worker: { id: 'wrk_tester' } },
      { name: 'Task' },
      { role: 'Consultant' },
      { assignments: { totalCount: MANY }, timecards: { totalCount: MANY } },
      { projects: { nodes: [{ name: 'Closed' }] } },
    ])
  })

  it.each([
    ['a query', '{ assignments(first: 1) { nodes { role billRate { amount } } } }', { assignments: { nodes: [withoutRate()] } }],
    [
      'an alias',
      '{ assignments(first: 1) { nodes { role x: billRate { amount } } } }',
      { assignments: { nodes: [withoutRate('x')] } },
    ],
    [
      'an entity',
      '{ _entities(representations: [{ __typename: "Assignment", id: "asg_active" }]) { ... on Assignment { role billRate { amount } } } }',
      { _entities: [withoutRate()] },
    ],
  ])('keeps bill rates from a caller without the scope, through %s', async (_, query, expected) => {
    const { data, errors } = await ask(query, { principal: personWith(['psa:read']) })

    expect(data).toEqual(expected)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
  })

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

  describe('time', () => {
    const submit = (principal = CONSULTANT) =>
      ask<{ submitTimecard: { timecard: { id: string; status: string } } }>(
        `mutation { submitTimecard(input: { idempotencyKey: "w1", assignmentId: "asg_active", weekStart: "2026-05-18",
          entries: [{ date: "2026-05-18", hours: "8", billable: true }] }) { timecard { id status totalHours } userErrors { code } } }`,
        { principal },
      )
    const decide = (timecardId: string, principal: typeof READER) =>
      ask<{ decideTimecard: { timecard: { status: string } | null; userErrors: readonly object[] } | null }>(
        `mutation ($id: ID!) { decideTimecard(input: { idempotencyKey: "d-${timecardId}", timecardId: $id, approve: true }) {
          timecard { status approver { id } } userErrors { code } } }`,
        { principal, variables: { id: timecardId } },
      )

    it('is submitted by the worker and approved by somebody else', async () => {
      const { data } = await submit()
      const { timecard } = data.submitTimecard
      const approved = await decide(timecard.id, APPROVER)

      expect(timecard).toMatchObject({ status: 'SUBMITTED', totalHours: '8' })
      expect(approved.data.decideTimecard).toEqual({
        timecard: { status: 'APPROVED', approver: { id: 'wrk_pm' } },
        userErrors: [],
      })
    })

    it('is never approved by the worker, nor by whoever submitted it, whatever their scopes', async () => {
      const worker = await decide('tim_own', { ...CONSULTANT, scopes: ['psa:read', 'psa:time:approve'] })
      const submitter = await decide('tim_own', { ...APPROVER, subject: 'other' })
      const { data } = await ask(
        '{ timecards(filter: { workerIds: ["wrk_tester"], week: { from: "2026-01-05", to: "2026-01-05" } }) { nodes { status } } }',
        {
          principal: READER,
        },
      )

      for (const { data: refused, errors } of [worker, submitter]) {
        expect(refused).toEqual({ decideTimecard: null })
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
      }
      expect(data).toEqual({ timecards: { nodes: [{ status: 'SUBMITTED' }] } })
    })

    it('is decided on by nobody when the timecard does not exist', async () => {
      expect((await decide('tim_missing', APPROVER)).data).toEqual({ decideTimecard: null })
    })

    it('is not submitted without the scope', async () => {
      expect((await submit(personWith(['psa:read']))).errors?.[0]?.extensions).toMatchObject({
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
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
const CONSULTANT = personWith(['psa:read', 'psa:time:write'])
const APPROVER = personWith(['psa:read', 'psa:time:approve'], { subject: 'pm', workerId: 'wrk_pm' })

/** An assignment without its rate, which may go by another name. */
function withoutRate(rate = 'billRate') {
  return { role: 'Consultant', [rate]: null }
}

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
