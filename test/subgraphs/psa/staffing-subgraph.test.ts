import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { personWith } from '../../support/subgraph-client.ts'
import { type RunningPsa, startTestPsa } from './start-test-psa.ts'

describe('staffing in the psa subgraph', () => {
  let psa: RunningPsa
  const ask: RunningPsa['ask'] = (query, options) => psa.ask(query, options)

  beforeAll(async () => {
    psa = await startTestPsa()
    await psa.setBusinessTime('2026-07-01T09:00:00Z')
  })
  afterAll(() => psa.stop())

  const mutate = async (field: string, input: object, selection: string, principal = WORKFLOW) => {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
    const { data, errors } = await ask<Record<string, Payload | null>>(
      `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} replayed userErrors { code field
        ... on ValidationError { rule } ... on StateTransitionError { currentState } ... on PolicyError { policy } } } }`,
      { principal, variables: { input } },
    )
    return { payload: data[field] as Payload, code: errors?.[0]?.extensions.code }
  }

  describe('of a list of projects', () => {
    const read = (first: number) =>
      ask<{ projects: { nodes: readonly object[] } }>(
        `query ($first: Int) { projects(filter: { accountIds: ["acc_many"] }, first: $first) { nodes {
          staffing { mandatoryOpen mandatoryTotal resourcesAssigned }
          kickoff { heldAt attendeeCount checklistComplete checklist { item done } waiverReason }
          staffingRequests(first: 5) { totalCount nodes {
            status requiredSkills { skillCode minimumLevel mandatory } project { code }
            proposals { status approvalReasons worker { id } } assignment { id staffingRequest { number } }
          } }
        } } }`,
        { principal: READER, variables: { first } },
      )

    it('costs the same number of statements for 1, 10 and 50 projects', async () => {
      const answers = [await read(1), await read(10), await read(50)]

      expect(answers.map(({ data }) => data.projects.nodes.length)).toEqual([1, 10, 50])
      // Projects, summaries, kickoffs, requests, their count, projects as parents, candidates, bookings, requests of bookings.
      expect(answers.map(({ statements }) => statements)).toEqual([9, 9, 9])
    })

    it('shows for each who is wanted, who is proposed and who is booked', async () => {
      const { data, errors } = await read(2)

      expect(errors).toBeUndefined()
      expect(data.projects.nodes[0]).toMatchObject({
        staffing: { mandatoryOpen: 1, mandatoryTotal: 2, resourcesAssigned: false },
        kickoff: {
          heldAt: '2026-01-05T09:00:00.000Z',
          attendeeCount: 8,
          checklistComplete: false,
          waiverReason: 'Access comes later',
        },
        staffingRequests: {
          totalCount: 2,
          nodes: [
            {
              status: 'FULFILLED',
              requiredSkills: [{ skillCode: 'SK-001', minimumLevel: 3, mandatory: true }],
              project: { code: 'PRJ-MANY0' },
              proposals: [{ status: 'ACCEPTED', approvalReasons: [], worker: { id: 'wrk_1' } }],
              assignment: { id: 'asg_many0x1', staffingRequest: { number: expect.stringMatching(/^STF-/) } },
            },
            { status: 'PROPOSED', proposals: [{ approvalReasons: ['SHORT_NOTICE'] }], assignment: null },
          ],
        },
      })
    })
  })

  it('resolves a request by reference, by id and in a list ordered by deadline', async () => {
    const { data, errors } = await ask(
      `{ _entities(representations: [{ __typename: "StaffingRequest", id: "stf_open" }]) { ... on StaffingRequest { role } }
        staffingRequest(id: "stf_many1x1") { project { code } }
        missing: staffingRequest(id: "stf_missing") { id }
        staffingRequests(filter: { status: [PROPOSED] }, orderBy: { field: DUE_AT, direction: DESC }, first: 1) { nodes { dueAt } } }`,
      { principal: READER },
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      _entities: [{ role: 'Consultant' }],
      staffingRequest: { project: { code: 'PRJ-MANY1' } },
      missing: null,
      staffingRequests: { nodes: [{ dueAt: '2026-02-28T09:00:00.000Z' }] },
    })
  })

  describe('the booked hours that hr matches with', () => {
    const loads = async (ids: readonly string[]) => {
      const { data, errors, statements } = await ask<{
        _entities: readonly { bookedHoursByWorker: readonly { workerId: string; hours: string; fullestWeekHours: string }[] }[]
      }>(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on StaffingRequest {
          bookedHoursByWorker { workerId hours fullestWeekHours } } } }`,
        { principal: READER, variables: { r: ids.map((id) => ({ __typename: 'StaffingRequest', id })) } },
      )
      expect(errors).toBeUndefined()
      const rows = data._entities.map(({ bookedHoursByWorker }) =>
        bookedHoursByWorker.map(({ workerId, hours, fullestWeekHours }) => [workerId, Number(hours), Number(fullestWeekHours)]),
      )
      return { rows, statements }
    }

    it('are those of firm bookings in the weeks of the request, of every worker who has any', async () => {
      const { rows } = await loads(['stf_open', 'stf_optional'])

      // Half a person from 5 January to 30 June: 25 weeks and two days; from 2 February on, four weeks fewer.
      expect(rows[0]).toContainEqual(['wrk_other', 508, 20])
      expect(rows[1]).toContainEqual(['wrk_other', 428, 20])
      expect(rows[0]?.map(([workerId]) => workerId)).not.toContain('wrk_gone')
    })

    it('are those of the 10000 fullest at most, in an order that does not change', async () => {
      const insertAll = `insert into psa.worker_week (worker_id, week_start, booked_hours)
        select 'wrk_crowd' || lpad(n::text, 5, '0'), '2026-02-02', case when n = 10001 then 2000 else 1 end
        from generate_series(1, 10001) as n`
      await psa.administer(insertAll)
      const { rows } = await loads(['stf_open'])
      await psa.administer("delete from psa.worker_week where worker_id like 'wrk_crowd%'")

      expect(rows[0]).toHaveLength(10_000)
      expect(rows[0]?.[0]).toEqual(['wrk_crowd10001', 2000, 2000])
      expect(rows[0]).toContainEqual(['wrk_other', 508, 20])
      expect(rows[0]?.map(([workerId]) => workerId)).not.toContain('wrk_crowd10000')
    })

    it('cost the same number of statements for 1, 10 and 50 requests', async () => {
      const answers = []
      for (const count of [1, 10, 50]) answers.push(await loads(Array.from({ length: count }, (_, n) => `stf_many${n}x1`)))

      expect(answers.map(({ statements }) => statements)).toEqual([2, 2, 2])
    })
  })

  it('is asked for as a set by workflows only, and undone by them', async () => {
    const set = { idempotencyKey: 'set', projectId: 'prj_planned', requests: [DEMAND] }
    const selection = 'project { staffing { mandatoryOpen } staffingRequests { nodes { id number status } } }'
    const asked = await mutate('createStaffingRequests', set, selection)
    const undo = { idempotencyKey: 'undo', projectId: 'prj_planned', reason: 'Undone' }
    const undone = await mutate('cancelStaffingRequests', undo, selection)

    expect(asked.payload).toMatchObject({
      project: { staffing: { mandatoryOpen: 1 }, staffingRequests: { nodes: [{ id: 'stf_http', status: 'SUBMITTED' }] } },
      userErrors: [],
    })
    expect(undone.payload).toMatchObject({ project: { staffingRequests: { nodes: [{ status: 'CANCELLED' }] } } })
    for (const [field, input] of [
      ['createStaffingRequests', set],
      ['cancelStaffingRequests', undo],
    ] as const) {
      expect((await mutate(field, input, selection, MANAGER)).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    }
  })

  it('leads from a demand to a booking, and the unusual one through a second person', async () => {
    const { staffingRequestId: _, ...demand } = DEMAND
    const input = { ...demand, idempotencyKey: 'one', projectId: 'prj_running', allocation: '1.2' }
    const created = await mutate('createStaffingRequest', input, 'staffingRequest { id status }', MANAGER)
    const again = await mutate('createStaffingRequest', input, 'staffingRequest { id status }', MANAGER)
    const staffingRequestId = created.payload.staffingRequest?.id ?? ''
    expect(again.payload).toEqual({ ...created.payload, replayed: true })

    const register = (principal: typeof READER, key: string, supplierId: string | null = null) =>
      mutate('registerResource', { idempotencyKey: key, workerId: 'wrk_http', supplierId }, REGISTERED, principal)
    const propose = (idempotencyKey: string) =>
      mutate(
        'proposeCandidate',
        { idempotencyKey, staffingRequestId, workerId: 'wrk_http', comment: 'Free' },
        'staffingRequest { status proposals { id status comment } }',
        MANAGER,
      )
    expect((await propose('unknown')).payload.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'workerId'] }])
    expect((await register(MANAGER, 'r1')).code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect((await register(WORKFLOW, 'r1', 'acme')).payload.userErrors).toMatchObject([{ rule: 'PSA-SUPPLIER-ID' }])
    const registered = { resource: { worker: { id: 'wrk_http' }, supplier: null, active: true, revision: 1 }, userErrors: [] }
    expect((await register(WORKFLOW, 'r1')).payload).toEqual({ ...registered, replayed: false })
    expect((await register(WORKFLOW, 'r1')).payload).toEqual({ ...registered, replayed: true })
    expect((await register(WORKFLOW, 'r2')).payload).toMatchObject({ resource: { revision: 1 } })
    expect((await register(WORKFLOW, 'r3', 'sup_http')).payload).toMatchObject({
      resource: { supplier: { id: 'sup_http' }, revision: 2 },
    })

    const proposed = await propose('propose')
    const proposalId = proposed.payload.staffingRequest?.proposals?.[0]?.id ?? ''
    expect(proposed.payload.staffingRequest).toMatchObject({ status: 'PROPOSED', proposals: [{ comment: 'Free' }] })

    const decide = (principal: typeof READER) =>
      mutate(
        'approveCandidate',
        { idempotencyKey: 'decide', staffingRequestId, proposalId, decision: 'APPROVE' },
        'staffingRequest { status }',
        principal,
      )
    const candidate = { ...RESOURCE_MANAGER, subject: 'http', workerId: 'wrk_http' }
    for (const refused of [
      { ...MANAGER, roles: ['delivery_director'] },
      candidate,
      { ...RESOURCE_MANAGER, scopes: ['psa:write'] },
    ]) {
      expect(await decide(refused)).toMatchObject({ payload: null, code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    }
    expect((await decide({ ...RESOURCE_MANAGER, roles: ['project_manager'] })).payload.userErrors).toMatchObject([
      { code: 'FORBIDDEN', policy: 'approver_role' },
    ])
    expect((await decide(RESOURCE_MANAGER)).payload).toMatchObject({ staffingRequest: { status: 'APPROVED' } })

    const booked = await mutate(
      'confirmAssignment',
      { idempotencyKey: 'book', staffingRequestId, proposalId },
      'assignment { id status worker { id } staffingRequest { status } }',
      MANAGER,
    )
    expect(booked.payload.assignment).toMatchObject({
      status: 'CONFIRMED',
      worker: { id: 'wrk_http' },
      staffingRequest: { status: 'FULFILLED' },
    })
    const released = await mutate(
      'releaseAssignment',
      { idempotencyKey: 'release', assignmentId: booked.payload.assignment?.id, reason: 'Ill' },
      'assignment { status releaseReason staffingRequest { status assignment { id } } }',
      MANAGER,
    )
    expect(released.payload.assignment).toEqual({
      status: 'RELEASED',
      releaseReason: 'Ill',
      staffingRequest: { status: 'SUBMITTED', assignment: null },
    })
  })

  it('is approved by nobody when the candidate does not exist', async () => {
    const input = { idempotencyKey: 'd', staffingRequestId: 'stf_open', proposalId: 'cpr_missing', decision: 'APPROVE' }

    expect((await mutate('approveCandidate', input, 'staffingRequest { id }', RESOURCE_MANAGER)).code).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    )
  })

  it('ends with a kickoff, whose missing people only a director waives', async () => {
    const input = {
      projectId: 'prj_tocancel',
      heldAt: '2026-07-01T08:00:00Z',
      attendeeCount: 5,
      checklist: [{ item: 'CHARTER_AGREED', done: true }],
    }
    const hold = (extra: object, principal: typeof READER) =>
      mutate('recordKickoff', { ...input, ...extra }, 'project { status kickoff { waiverReason recordedBy } }', principal)
    const foreign = await hold({ idempotencyKey: 'k1' }, MANAGER)
    const refused = await hold({ idempotencyKey: 'k1' }, OWN_MANAGER)
    const notHis = await hold({ idempotencyKey: 'k1', waiverReason: 'Please' }, OWN_MANAGER)
    const waived = await hold({ idempotencyKey: 'k1', waiverReason: 'Client insists' }, DIRECTOR)

    expect(foreign.payload.userErrors).toMatchObject([{ code: 'FORBIDDEN', policy: 'rows/Project' }])
    expect(refused.payload).toMatchObject({
      project: null,
      userErrors: [{ code: 'INVALID_STATE', currentState: 'IN_PROGRESS' }, { rule: 'PSA-KICKOFF-CHECKLIST' }],
    })
    expect(notHis.payload.userErrors).toMatchObject([{ code: 'FORBIDDEN', policy: 'kickoff_waiver' }])
    expect(waived.payload).toMatchObject({
      project: { status: 'IN_PROGRESS', kickoff: { waiverReason: 'Client insists', recordedBy: 'director' } },
    })
  })

  it('is told to the workflow until it acknowledges, and to nobody else', async () => {
    const read = (principal: typeof READER) =>
      ask<{ psaEvents: readonly DomainEvent[] | null }>(
        '{ psaEvents(first: 100) { id type version subjectId payload { name value } actor } }',
        { principal },
      )
    const { data } = await read(WORKFLOW)
    const asked = data.psaEvents?.find(({ subjectId }) => subjectId === 'stf_http')
    const acknowledge = { idempotencyKey: 'ack', eventIds: data.psaEvents?.map(({ id }) => id) }

    expect(asked).toMatchObject({
      type: 'staffing.changed',
      version: 1,
      actor: 'workflow',
      payload: expect.arrayContaining([
        { name: 'projectId', value: 'prj_planned' },
        { name: 'status', value: 'SUBMITTED' },
      ]),
    })
    const acknowledged = await ask<{ acknowledgePsaEvents: object }>(
      'mutation ($input: AcknowledgeEventsInput!) { acknowledgePsaEvents(input: $input) { replayed userErrors { code } } }',
      { principal: WORKFLOW, variables: { input: acknowledge } },
    )
    expect(acknowledged.data.acknowledgePsaEvents).toEqual({ replayed: false, userErrors: [] })
    expect((await read(WORKFLOW)).data.psaEvents).toEqual([])
    expect((await read(READER)).data.psaEvents).toBeNull()
  })
})

interface Payload {
  readonly replayed: boolean
  readonly userErrors: readonly object[]
  readonly staffingRequest?: { readonly id: string; readonly proposals?: readonly { readonly id: string }[] } | null
  readonly assignment?: { readonly id: string } | null
}

interface DomainEvent {
  readonly id: string
  readonly subjectId: string
}

const READER = personWith(['psa:read'])
const WORKFLOW = personWith(['psa:read', 'psa:write', 'delivery:operate'], {
  subject: 'workflow',
  kind: 'SERVICE',
  workerId: null,
})
const MANAGING = ['psa:read', 'psa:write', 'delivery:approve']
const MANAGER = personWith(MANAGING, { subject: 'pm', workerId: 'wrk_pm', roles: ['project_manager'] })
/** Leads `prj_tocancel`. */
const OWN_MANAGER = personWith(MANAGING, { subject: 'other', workerId: 'wrk_other', roles: ['project_manager'] })
const RESOURCE_MANAGER = personWith(MANAGING, { subject: 'rm', workerId: 'wrk_rm', roles: ['resource_manager'] })
const DIRECTOR = personWith(MANAGING, { subject: 'director', workerId: 'wrk_director', roles: ['delivery_director'] })

const REGISTERED = 'resource { worker { id } supplier { id } active revision }'

const DEMAND = {
  staffingRequestId: 'stf_http',
  role: 'Architect',
  requiredSkills: [{ skillCode: 'SK-001', minimumLevel: 4 }],
  startDate: '2026-09-01',
  endDate: '2026-10-31',
  hours: '320',
  allocation: '1',
  mandatoryForKickoff: true,
}
