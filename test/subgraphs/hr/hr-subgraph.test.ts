import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { startHrSubgraph } from '../../../subgraphs/hr/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { MANY } from './fixture.ts'
import { openPostgresHr } from './open-postgres-hr.ts'

describe('hr subgraph', () => {
  let opened: Awaited<ReturnType<typeof openPostgresHr>>
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    opened = await openPostgresHr()
    running = await startHrSubgraph({
      PORT: '0',
      DATABASE_URL: opened.url,
      ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
      LOG_LEVEL: 'silent',
    })
    ask = sealedClient(running.url, 'subgraph:hr')
  })
  afterAll(async () => {
    await running.stop()
    await opened.close()
  })

  const entities = <Data>(selection: string, representations: readonly object[], principal: Principal = READER) =>
    ask<{ _entities: Data }>(`query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`, {
      principal,
      variables: { r: representations },
    })

  describe('the team of a project', () => {
    const team = (projects: number) =>
      entities<readonly { team: readonly object[] }[]>(
        '... on Project { team { displayName jobTitle currentCostRate { amount } manager { displayName } skills { level skill { code name } } } }',
        Array.from({ length: projects }, (_, n) => ({
          __typename: 'Project',
          id: `prj_${n}`,
          assignedWorkerIds: [`wrk_many${n}`, 'wrk_tester', 'wrk_missing'],
        })),
      )

    it('is resolved from the workers that psa names, and leaves out whom HR does not know', async () => {
      const { data, errors } = await team(1)

      expect(errors).toBeUndefined()
      expect(data._entities[0]?.team).toEqual([
        {
          displayName: 'Many 0',
          jobTitle: 'Consultant',
          currentCostRate: { amount: '50.00' },
          manager: { displayName: 'Ada Stern' },
          skills: [
            { level: 2, skill: { code: 'ABAP', name: 'ABAP' } },
            { level: 1, skill: { code: 'SAP-FI', name: 'Finance' } },
          ],
        },
        expect.objectContaining({ displayName: 'Di Fox', currentCostRate: { amount: '85.50' } }),
      ])
    })

    it('costs the same number of statements for 1, 10 and 50 projects', async () => {
      const answers = [await team(1), await team(10), await team(50)]

      expect(answers.map(({ data }) => data._entities.length)).toEqual([1, 10, 50])
      // Workers, cost rates, managers, worker skills, skills.
      expect(answers.map(({ statements }) => statements)).toEqual([5, 5, 5])
    })
  })

  it('lists workers with the same number of statements for 1, 10 and 50', async () => {
    const list = (first: number) =>
      ask<{ workers: { nodes: readonly object[]; totalCount: number } }>(
        'query ($first: Int) { workers(first: $first, orderBy: { field: DISPLAY_NAME, direction: DESC }) { nodes { displayName skills { skill { name } } } totalCount } }',
        { principal: READER, variables: { first } },
      )
    const answers = [await list(1), await list(10), await list(50)]

    expect(answers.map(({ data }) => data.workers.nodes.length)).toEqual([1, 10, 50])
    expect(answers.map(({ data }) => data.workers.totalCount)).toEqual([MANY + 4, MANY + 4, MANY + 4])
    expect(answers.map(({ statements }) => statements)).toEqual([4, 4, 4])
  })

  it('knows no cost rate of a booking that psa could not answer', async () => {
    const { data, errors } = await entities('... on Assignment { costRate { amount } }', [
      { __typename: 'Assignment', id: 'asg_1', worker: null, startDate: null },
    ])

    expect(errors).toBeUndefined()
    expect(data._entities).toEqual([{ costRate: null }])
  })

  it('answers the cost rate of bookings on their first day, in one statement', async () => {
    const { data, statements } = await entities(
      '... on Assignment { costRate { amount currency } }',
      ['2024-06-01', '2026-06-01', '2020-01-01'].map((startDate, n) => ({
        __typename: 'Assignment',
        id: `asg_${n}`,
        worker: { __typename: 'Worker', id: 'wrk_tester' },
        startDate,
      })),
    )

    expect(data._entities).toEqual([
      { costRate: { amount: '80.00', currency: 'EUR' } },
      { costRate: { amount: '85.50', currency: 'EUR' } },
      { costRate: null },
    ])
    expect(statements).toBe(1)
  })

  it('resolves references by id, by number and by code, and answers null for what is missing', async () => {
    const { data, errors } = await entities(
      '... on Worker { displayName supplier { id } legalEntity { id } } ... on Skill { name }',
      [
        { __typename: 'Worker', id: 'wrk_contractor' },
        { __typename: 'Worker', workerNumber: 'WRK-BOSS' },
        { __typename: 'Worker', id: 'wrk_missing' },
        { __typename: 'Skill', code: 'SAP-FI' },
      ],
    )

    expect(errors).toBeUndefined()
    expect(data._entities).toEqual([
      { displayName: 'Cy Roy', supplier: { id: 'sup_one' }, legalEntity: { id: 'len_de01' } },
      { displayName: 'Ada Stern', supplier: null, legalEntity: { id: 'len_de01' } },
      null,
      { name: 'Finance' },
    ])
  })

  describe('restricted fields', () => {
    /** Field, scope that opens it, and its value. */
    const FIELDS: readonly (readonly [field: string, scope: string, value: unknown])[] = [
      ['givenName', 'hr:pii:read', 'Kimberly'],
      ['familyName', 'hr:pii:read', 'Lind'],
      ['workPhone', 'hr:pii:read', '+49 30 000'],
      ['terminationDate', 'hr:pii:read', null],
      ['personalEmail', 'hr:pii:sensitive', 'kim@home.example'],
      ['dateOfBirth', 'hr:pii:sensitive', '1990-02-28'],
      ['nationality', 'hr:pii:sensitive', 'DE'],
      ['nationalIdLast4', 'hr:pii:sensitive', '0001'],
      ['currentCostRate { amount }', 'hr:costrate:read', { amount: '85.50' }],
    ]
    const roads: readonly (readonly [road: string, query: (field: string) => string])[] = [
      ['a query', (field) => `{ worker(id: "wrk_tester") { x: ${field} } }`],
      ['a fragment', (field) => `{ worker(id: "wrk_tester") { ...F } } fragment F on Worker { x: ${field} }`],
      ['a list', (field) => `{ workers(filter: { ids: ["wrk_tester"] }) { nodes { x: ${field} } } }`],
      [
        'an entity',
        (field) =>
          `{ _entities(representations: [{ __typename: "Worker", id: "wrk_tester" }]) { ... on Worker { x: ${field} } } }`,
      ],
    ]

    it.each(roads)('answer null and a code without their scope, and their value with it, through %s', async (_, queryOf) => {
      for (const [field, scope, value] of FIELDS) {
        const denied = await ask(queryOf(field), { principal: READER_WITHOUT_MORE })
        const granted = await ask(queryOf(field), { principal: personWith(['hr:read', scope]) })

        expect(answeredValue(denied.data)).toBeNull()
        expect(denied.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
        expect(answeredValue(granted.data)).toEqual(value)
        expect(granted.errors).toBeUndefined()
      }
    })

    it('opens a salary only with the scope and a second factor used within 15 minutes', async () => {
      const now = Math.floor(Date.now() / 1000)
      const salary = async (principal: Principal) =>
        answeredValue((await ask('{ worker(id: "wrk_tester") { x: annualSalary { amount currency } } }', { principal })).data)
      const partner = (overrides: Partial<Principal>) => personWith(['hr:read', 'hr:comp:read'], overrides)

      expect(await salary(partner({ amr: ['pwd', 'mfa'], authenticatedAt: now }))).toEqual({
        amount: '72000.00',
        currency: 'EUR',
      })
      expect(await salary(partner({ amr: ['pwd'], authenticatedAt: now }))).toBeNull()
      expect(await salary(partner({ amr: ['pwd', 'mfa'], authenticatedAt: now - 16 * 60 }))).toBeNull()
      expect(await salary(personWith(['hr:read'], { amr: ['mfa'], authenticatedAt: now }))).toBeNull()
    })
  })

  it('finds workers by skill and searches the catalogue', async () => {
    const { data } = await ask(
      `{ workers(filter: { skills: [{ code: "ABAP", minimumLevel: 3 }, { code: "SCRUM" }] }) { nodes { id } }
         skills(filter: { search: "sap-" }) { nodes { code } totalCount } }`,
      { principal: READER },
    )

    expect(data).toEqual({
      workers: { nodes: [{ id: 'wrk_tester' }] },
      skills: { nodes: [{ code: 'SAP-FI' }, { code: 'SAP-MM' }], totalCount: 2 },
    })
  })

  describe('recording a skill', () => {
    const upsert = (input: object, principal = WRITER) =>
      ask<{ upsertWorkerSkill: object | null }>(
        `mutation ($input: UpsertWorkerSkillInput!) { upsertWorkerSkill(input: $input) {
          worker { id skills { level endorsed skill { code } } } replayed
          userErrors { code field ... on ConflictError { currentRevision } } } }`,
        {
          principal,
          variables: { input: { idempotencyKey: 'k', workerId: 'wrk_leave', skillCode: 'SCRUM', level: 4, ...input } },
        },
      )

    it('answers the worker with the skill, and says when it did so before', async () => {
      const worker = { id: 'wrk_leave', skills: [{ level: 4, endorsed: false, skill: { code: 'SCRUM' } }] }

      expect((await upsert({})).data.upsertWorkerSkill).toEqual({ worker, replayed: false, userErrors: [] })
      expect((await upsert({})).data.upsertWorkerSkill).toEqual({ worker, replayed: true, userErrors: [] })
    })

    it('answers a lost update as a typed error', async () => {
      expect((await upsert({ idempotencyKey: 'stale', expectedRevision: 1 })).data.upsertWorkerSkill).toEqual({
        worker: null,
        replayed: false,
        userErrors: [{ code: 'CONFLICT', field: null, currentRevision: 2 }],
      })
    })

    it('is closed to a caller without the scope', async () => {
      const { data, errors } = await upsert({ idempotencyKey: 'denied' }, READER)

      expect(data).toEqual({ upsertWorkerSkill: null })
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' })
    })
  })
})

const READER_WITHOUT_MORE = personWith(['hr:read'])
const READER = personWith(['hr:read', 'hr:costrate:read', 'psa:read'])
const WRITER = personWith(['hr:read', 'hr:write'])

/** The value of `x`, wherever the answer holds it. */
function answeredValue(data: unknown): unknown {
  if (data === null || typeof data !== 'object') return undefined
  if ('x' in data) return data.x
  return Object.values(data).map(answeredValue)[0]
}
