import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { personWith } from '../../support/subgraph-client.ts'
import { MANY } from './fixture.ts'
import { type RunningPsa, startTestPsa } from './start-test-psa.ts'

describe('psa subgraph', () => {
  let psa: RunningPsa
  const ask: RunningPsa['ask'] = (query, options) => psa.ask(query, options)

  beforeAll(async () => {
    psa = await startTestPsa()
  })
  afterAll(() => psa.stop())

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
})

const READER = personWith(['psa:read', 'psa:rates:read'])

/** An assignment without its rate, which may go by another name. */
function withoutRate(rate = 'billRate') {
  return { role: 'Consultant', [rate]: null }
}
