import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { clientOf, consultantOf, managerOf, regionHeadOf, resellerOf, subcontractorOf } from './callers.ts'
import { type RunningPsa, startTestPsa } from './start-test-psa.ts'

/** Straight at the subgraph, as a gateway that let everything through would ask. */
describe('partners at the psa subgraph', () => {
  let psa: RunningPsa
  beforeAll(async () => {
    psa = await startTestPsa()
  })
  afterAll(() => psa.stop())

  const ask = async <Data>(principal: Principal, query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const { data, errors } = await psa.ask<Data>(query, { principal, variables })
    return { data, codes: (errors ?? []).map(({ extensions }) => extensions.code) }
  }
  const CLIENT = clientOf('acc_one')
  const SUBCONTRACTOR = subcontractorOf('sup_two')
  const UNBOUND = ['psa:read', 'psa:write', 'psa:time:write', 'psa:time:approve', 'delivery:approve']
  /** The same partner with every scope of the firm, as if the field rules had failed. */
  const withAllScopes = (principal: Principal): Principal => ({ ...principal, scopes: [...principal.scopes, ...UNBOUND] })

  it.each([
    ['a filter on the manager', clientOf('acc_one'), '{ projects(filter: { managerIds: ["wrk_pm"] }) { totalCount } }'],
    [
      'an order by the last change',
      clientOf('acc_one'),
      '{ projects(orderBy: { field: UPDATED_AT, direction: ASC }) { edges { cursor } } }',
    ],
    [
      'the same below a project',
      subcontractorOf('sup_two'),
      '{ projects { nodes { milestones(orderBy: { field: UPDATED_AT, direction: ASC }) { nodes { id } } } } }',
    ],
  ])('are denied %s, as the field is', async (_, principal, query) => {
    const { codes } = await ask(principal, query)

    expect(new Set(codes)).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']))
  })

  describe('a client', () => {
    it('lists and counts its own projects and milestones, whatever the filter and the cursor', async () => {
      const query = `query ($after: String) {
        projects { totalCount nodes { id name status account { id } plannedStart health } }
        foreign: projects(filter: { accountIds: ["acc_two", "acc_many"] }) { totalCount nodes { id } pageInfo { hasNextPage } }
        later: projects(after: $after) { totalCount nodes { id } }
        milestones(filter: { projectIds: ["prj_tocancel", "prj_running"] }) { totalCount nodes { id amount { amount } } }
      }`
      const insider = await psa.ask<{ projects: { edges: { cursor: string; node: { id: string } }[] } }>(
        '{ projects(first: 100) { edges { cursor node { id } } } }',
        { principal: { ...CLIENT, kind: 'PERSON', partner: null, scopes: ['psa:read'] } },
      )
      const foreign = insider.data.projects.edges.find(({ node }) => node.id === 'prj_many9')
      const { data, codes } = await ask<Record<string, unknown>>(CLIENT, query, { after: foreign?.cursor })

      expect(codes).toEqual([])
      expect(data).toEqual({
        projects: {
          totalCount: 2,
          nodes: ['prj_planned', 'prj_running'].map((id) => expect.objectContaining({ id, account: { id: 'acc_one' } })),
        },
        foreign: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
        later: { totalCount: 2, nodes: [{ id: 'prj_planned' }, { id: 'prj_running' }] },
        milestones: { totalCount: 1, nodes: [{ id: 'mil_late', amount: { amount: '12000.50' } }] },
      })
    })

    it('gets the same null for a project of another as for none, by id, code, alias, entity and edge', async () => {
      const entities = ['prj_tocancel', 'prj_none', 'prj_running'].map((id) => ({ __typename: 'Project', id }))
      const codes = [{ __typename: 'Project', code: 'PRJ-TOCANCEL' }]
      const others = [
        { __typename: 'Milestone', id: 'mil_planned' },
        { __typename: 'Assignment', id: 'asg_active' },
        { __typename: 'Timecard', id: 'tim_own' },
        { __typename: 'StaffingRequest', id: 'stf_open' },
        { __typename: 'Task', id: 'tsk_running' },
      ]
      const { data } = await ask<Record<string, unknown>>(
        withAllScopes(CLIENT),
        `query ($all: [_Any!]!) {
          mine: project(id: "prj_running") { id phases { id } milestones { totalCount } assignments { totalCount }
            timecards { totalCount } tasks { totalCount } staffingRequests { totalCount } kickoff { heldAt } }
          other: project(id: "prj_tocancel") { id }
          none: project(id: "prj_none") { id }
          byCode: project(code: "PRJ-TOCANCEL") { id }
          milestone(id: "mil_planned") { id }
          staffingRequest(id: "stf_open") { id }
          _entities(representations: $all) { ... on Project { id } ... on Milestone { id } ... on Assignment { id }
            ... on Timecard { id } ... on StaffingRequest { id } ... on Task { id } }
        }`,
        { all: [...entities, ...codes, ...others] },
      )

      expect(data).toEqual({
        mine: {
          id: 'prj_running',
          phases: [],
          milestones: { totalCount: 1 },
          assignments: { totalCount: 0 },
          timecards: { totalCount: 0 },
          tasks: { totalCount: 0 },
          staffingRequests: { totalCount: 0 },
          kickoff: null,
        },
        other: null,
        none: null,
        byCode: null,
        milestone: null,
        staffingRequest: null,
        _entities: [null, null, { id: 'prj_running' }, null, null, null, null, null, null],
      })
    })

    it('reaches nothing of others through a stub of another subgraph', async () => {
      const { data } = await ask<{ _entities: unknown }>(
        CLIENT,
        `query ($all: [_Any!]!) { _entities(representations: $all) {
          ... on Account { id projects { totalCount nodes { id milestones { totalCount } } } } } }`,
        { all: ['acc_two', 'acc_one', 'acc_none'].map((id) => ({ __typename: 'Account', id })) },
      )

      expect(data._entities).toEqual([
        { id: 'acc_two', projects: { totalCount: 0, nodes: [] } },
        {
          id: 'acc_one',
          projects: {
            totalCount: 2,
            nodes: [
              { id: 'prj_planned', milestones: { totalCount: 0 } },
              { id: 'prj_running', milestones: { totalCount: 1 } },
            ],
          },
        },
        { id: 'acc_none', projects: { totalCount: 0, nodes: [] } },
      ])
    })

    it('is refused what no scope of a partner opens', async () => {
      const { data, codes } = await ask<{ project: unknown }>(
        CLIENT,
        '{ project(id: "prj_running") { plannedHours practice statusReason tasks { totalCount } assignments { totalCount } } }',
      )

      expect(data.project).toEqual({
        plannedHours: null,
        practice: null,
        statusReason: null,
        tasks: null,
        assignments: expect.anything(),
      })
      expect(codes).toEqual(Array.from({ length: 4 }, () => 'UNAUTHORIZED_FIELD_OR_TYPE'))
    })
  })

  describe('a subcontractor', () => {
    it('sees its projects, its people and their hours, and neither prices nor the people of others', async () => {
      const { data, codes } = await ask<Record<string, unknown>>(
        SUBCONTRACTOR,
        `{ projects { totalCount nodes { id assignments { totalCount nodes { id worker { id } timecards(first: 1) { totalCount } } }
             milestones { nodes { id name amount { amount } } } } }
           assignments(filter: { workerIds: ["wrk_tester", "wrk_other"] }) { totalCount }
           timecards { totalCount } }`,
      )

      expect(data).toEqual({
        projects: {
          totalCount: 1,
          nodes: [
            {
              id: 'prj_running',
              assignments: {
                totalCount: 1,
                nodes: [{ id: 'asg_other', worker: { id: 'wrk_other' }, timecards: { totalCount: 11 } }],
              },
              milestones: { nodes: [{ id: 'mil_late', name: 'Go-live', amount: null }] },
            },
          ],
        },
        assignments: { totalCount: 1 },
        timecards: { totalCount: 11 },
      })
      expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
    })

    it('keeps the booking and loses the project when its people are released', async () => {
      const { data, codes } = await ask<Record<string, unknown>>(
        subcontractorOf('sup_gone'),
        '{ projects { totalCount } assignments { nodes { id status project { id } } } }',
      )

      expect(codes).toEqual([])
      expect(data).toEqual({
        projects: { totalCount: 0 },
        assignments: { nodes: [{ id: 'asg_gone', status: 'RELEASED', project: null }] },
      })
    })

    it('hands in hours of its own people, and is told nothing of bookings of others', async () => {
      const submit = async (principal: Principal, assignmentId: string, idempotencyKey: string) => {
        const entries = [{ date: '2026-06-02', hours: '8', billable: true }]
        const { data } = await ask<{ submitTimecard: { timecard: object | null; userErrors: object[] } }>(
          principal,
          `mutation ($input: SubmitTimecardInput!) { submitTimecard(input: $input) {
            timecard { totalHours worker { id } } userErrors { code message field } } }`,
          { input: { idempotencyKey, assignmentId, weekStart: '2026-06-01', entries } },
        )
        return data.submitTimecard
      }
      const foreign = await submit(SUBCONTRACTOR, 'asg_active', 's1')

      expect(foreign.userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(await submit(SUBCONTRACTOR, 'asg_none', 's1')).toEqual(foreign)
      expect(await submit(withAllScopes(subcontractorOf('sup_one')), 'asg_other', 's2')).toEqual(foreign)
      expect(await submit(withAllScopes(CLIENT), 'asg_other', 's3')).toEqual(foreign)
      expect(await submit(SUBCONTRACTOR, 'asg_other', 's1')).toEqual({
        timecard: { totalHours: '8', worker: { id: 'wrk_other' } },
        userErrors: [],
      })
    })
  })

  describe('a reseller', () => {
    const RESELLER = resellerOf('acc_reseller')

    it('follows the projects that it brought, and nothing that belongs to them, even with every scope', async () => {
      const { data } = await ask<Record<string, unknown>>(
        withAllScopes(RESELLER),
        `{ projects { totalCount nodes { id name status plannedStart plannedEnd
             phases { id } milestones { totalCount } assignments { totalCount } timecards { totalCount } tasks { totalCount }
             staffingRequests { totalCount } kickoff { heldAt } } }
           milestones { totalCount } assignments { totalCount } timecards { totalCount } staffingRequests { totalCount } }`,
      )

      const none = { totalCount: 0 }
      const hidden = { milestones: none, assignments: none, timecards: none, staffingRequests: none }
      const inside = { ...hidden, phases: [], tasks: none, kickoff: null }
      const dates = { plannedStart: '2026-01-05', plannedEnd: '2026-12-31' }
      expect(data).toEqual({
        projects: {
          totalCount: 2,
          nodes: [
            { id: 'prj_planned', name: 'Planned', status: 'PLANNED', ...dates, ...inside },
            { id: 'prj_tocancel', name: 'To cancel', status: 'IN_PROGRESS', ...dates, ...inside },
          ],
        },
        ...hidden,
      })
    })

    it.each([
      ['the client of the project', resellerOf('acc_one')],
      ['nobody', resellerOf()],
      ['a client under the account of the reseller', clientOf('acc_reseller')],
    ])('does not, who is only %s', async (_, principal) => {
      const { data } = await ask<Record<string, unknown>>(
        principal,
        `query ($all: [_Any!]!) { projects { totalCount nodes { id } } project(id: "prj_planned") { id }
          _entities(representations: $all) { ... on Project { id } } }`,
        { all: [{ __typename: 'Project', id: 'prj_tocancel' }] },
      )

      expect(data).toEqual({ projects: { totalCount: 0, nodes: [] }, project: null, _entities: [null] })
    })
  })

  describe('mutations of records that the caller does not see or does not lead', () => {
    const stop = (principal: Principal, projectId: string, idempotencyKey: string) =>
      ask<{ setProjectStatus: { userErrors: object[] } }>(
        principal,
        `mutation ($input: SetProjectStatusInput!) { setProjectStatus(input: $input) {
          project { id status } replayed userErrors { code message field ... on PolicyError { policy } } } }`,
        { input: { idempotencyKey, projectId, status: 'ON_HOLD', reason: 'Attack' } },
      ).then(({ data }) => data.setProjectStatus)

    it.each([
      ['a client, of another client', withAllScopes(CLIENT), 'prj_tocancel'],
      ['a reseller of another project', withAllScopes(resellerOf('acc_reseller')), 'prj_closed'],
      ['a partner without a record', { ...withAllScopes(CLIENT), partner: null }, 'prj_tocancel'],
      ['a region head of another region', regionHeadOf('UKI'), 'prj_tocancel'],
      ['a consultant of other projects', withAllScopes(consultantOf('wrk_1')), 'prj_closed'],
    ])('are refused like those of none: %s', async (title, principal, projectId) => {
      const refused = await stop(principal, projectId, title)

      expect(refused).toMatchObject({ project: null, replayed: false, userErrors: [{ code: 'NOT_FOUND' }] })
      expect(await stop(principal, 'prj_none', title)).toEqual(refused)
    })

    it('are refused to a project manager, also under the key of a change that was its own to make', async () => {
      await psa.administer(`insert into psa.project (id, code, name, status, account_id, service_type, pricing_model, region,
          practice, project_manager_id, planned_start, planned_end)
        values ('prj_handed', 'PRJ-HANDED', 'Handed over', 'IN_PROGRESS', 'acc_x', 'TRAINING', 'FIXED_FEE', 'DACH', 'ERP',
          'wrk_first', '2026-01-01', '2026-12-31'),
        ('prj_nobody', 'PRJ-NOBODY', 'Unnamed', 'IN_PROGRESS', 'acc_x', 'TRAINING', 'FIXED_FEE', 'DACH', 'ERP',
          null, '2026-01-01', '2026-12-31')`)
      expect(await stop(managerOf('wrk_first'), 'prj_handed', 'handed')).toMatchObject({ project: { status: 'ON_HOLD' } })
      await psa.administer(`update psa.project set project_manager_id = 'wrk_second' where id = 'prj_handed'`)

      expect(await stop(managerOf('wrk_first'), 'prj_handed', 'handed')).toMatchObject({
        project: null,
        replayed: false,
        userErrors: [{ code: 'FORBIDDEN', policy: 'rows/Project' }],
      })
      expect(await stop(managerOf(null), 'prj_handed', 'null')).toMatchObject({ userErrors: [{ code: 'FORBIDDEN' }] })
      expect(await stop(managerOf('wrk_first'), 'prj_nobody', 'nobody')).toMatchObject({ project: { status: 'ON_HOLD' } })
    })

    it('are refused for the time of a project that somebody else leads', async () => {
      const decide = (principal: Principal, timecardId: string) =>
        ask<{ decideTimecard: { userErrors: object[] } | null }>(
          principal,
          `mutation ($input: DecideTimecardInput!) { decideTimecard(input: $input) { timecard { status } userErrors { code } } }`,
          { input: { idempotencyKey: `decide ${timecardId}`, timecardId, approve: true } },
        )
      expect((await decide(managerOf('wrk_elsewhere'), 'tim_open0')).data.decideTimecard).toMatchObject({
        timecard: null,
        userErrors: [{ code: 'FORBIDDEN' }],
      })
      expect((await decide(managerOf('wrk_pm'), 'tim_open0')).data.decideTimecard).toMatchObject({
        timecard: { status: 'APPROVED' },
        userErrors: [],
      })
    })
  })
})
