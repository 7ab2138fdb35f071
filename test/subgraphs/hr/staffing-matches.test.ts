import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import { startHrSubgraph } from '../../../subgraphs/hr/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { worker, workerSkill } from './fixture.ts'
import { openPostgresHr } from './open-postgres-hr.ts'

describe('the matches of a staffing request', () => {
  let opened: Awaited<ReturnType<typeof openPostgresHr>>
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    opened = await openPostgresHr(50)
    const admin = new pg.Client({ connectionString: opened.adminUrl })
    await admin.connect()
    // One after another: the columns of a load are those of its first row.
    for (const person of PEOPLE) await loadRows(admin, 'hr.worker', [person])
    for (const { id } of PEOPLE) {
      await loadRows(admin, 'hr.worker_skill', [workerSkill(String(id), 'SAP-MM', { level: id === 'wrk_x5novice' ? 2 : 4 })])
    }
    await admin.end()
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

  const matchesOf = (representations: readonly object[], { limit = 50, principal = READER } = {}) =>
    ask<{ _entities: readonly { matches: readonly Match[] | null }[] }>(
      `query ($r: [_Any!]!, $limit: Int) { _entities(representations: $r) { ... on StaffingRequest { matches(limit: $limit) {
        worker { id workerNumber } score skillScore availabilityScore locationScore missingSkills availableHours explanation
      } } } }`,
      { principal, variables: { r: representations, limit } },
    )
  const idsOf = async (request: object) => {
    const { data, errors } = await matchesOf([{ ...REQUEST, ...request }])
    expect(errors).toBeUndefined()
    return data._entities[0]?.matches?.map(({ worker: { id } }) => id)
  }

  it('[LC-12] lists nobody who is absent, without a mandatory skill, without a permit or full, and the best first', async () => {
    const loads = [
      { workerId: 'wrk_x2booked', hours: '160', fullestWeekHours: '40' },
      { workerId: 'wrk_x7half', hours: '80', fullestWeekHours: '20' },
    ]
    const { data, errors } = await matchesOf([{ ...REQUEST, bookedHoursByWorker: loads }])

    expect(errors).toBeUndefined()
    expect(data._entities[0]?.matches).toEqual([
      {
        worker: { id: 'wrk_x8free', workerNumber: 'WRK-X8FREE' },
        score: '0.75',
        skillScore: '0.5',
        availabilityScore: '1',
        locationScore: '1',
        missingSkills: ['SCRUM'],
        availableHours: '160',
        explanation: expect.stringMatching(
          /^Meets 1 of 2 skills; SCRUM is at level 0 instead of 2\. Has 160 hours free for 160 asked/,
        ),
      },
      expect.objectContaining({ worker: expect.objectContaining({ id: 'wrk_x7half' }), availabilityScore: '0.5' }),
    ])
  })

  it('lists whoever may work in the country, and without a country everybody', async () => {
    expect(await idsOf({ country: 'US' })).toEqual(['wrk_x6foreign'])
    expect(await idsOf({ country: null })).toEqual(['wrk_x2booked', 'wrk_x7half', 'wrk_x8free', 'wrk_x6foreign'])
  })

  it('lists the best ones up to the limit, and refuses a limit outside 1 to 50', async () => {
    const anybody = { ...REQUEST, requiredSkills: [] }

    expect((await matchesOf([anybody], { limit: 3 })).data._entities[0]?.matches).toHaveLength(3)
    for (const limit of [0, 51]) {
      expect((await matchesOf([anybody], { limit })).errors?.map(({ extensions }) => extensions.code)).toEqual([
        'PAGE_SIZE_OUT_OF_RANGE',
      ])
    }
  })

  it('costs two statements for 1, 10 and 50 requests', async () => {
    const answers = []
    for (const count of [1, 10, 50]) {
      answers.push(await matchesOf(Array.from({ length: count }, (_, n) => ({ ...REQUEST, id: `stf_${n}` }))))
    }

    expect(answers.map(({ data }) => data._entities.length)).toEqual([1, 10, 50])
    // Candidates and their workers.
    expect(answers.map(({ statements }) => statements)).toEqual([2, 2, 2])
  })

  it('knows of none when psa could not say what is wanted', async () => {
    const { data, errors } = await matchesOf([{ ...REQUEST, bookedHoursByWorker: null }])

    expect(errors).toBeUndefined()
    expect(data._entities).toEqual([{ matches: null }])
  })

  it.each([[['hr:read']], [['psa:read']]])('are closed to a caller with %j only', async (scopes) => {
    const { data, errors } = await matchesOf([REQUEST], { principal: personWith(scopes) })

    expect(data._entities[0]?.matches ?? null).toBeNull()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
  })
})

const READER = personWith(['hr:read', 'psa:read'])

interface Match {
  readonly worker: { readonly id: string }
}

/** As psa answers it: a whole person in Germany for four weeks. */
const REQUEST = {
  __typename: 'StaffingRequest',
  id: 'stf_one',
  requiredSkills: [
    { skillCode: 'SAP-MM', minimumLevel: 3, mandatory: true },
    { skillCode: 'SCRUM', minimumLevel: 2, mandatory: false },
  ],
  region: 'DACH',
  country: 'DE',
  startDate: '2026-08-03',
  endDate: '2026-08-28',
  hours: '160',
  allocation: '1',
  bookedHoursByWorker: [],
}

/** Everybody has the skill; each but the last two has something that keeps them from the work of `REQUEST`. */
const PEOPLE: readonly Row[] = [
  worker('wrk_x1absent', { status: 'ON_LEAVE' }),
  worker('wrk_x2booked', {}),
  worker('wrk_x3left', { status: 'ACTIVE', termination_date: '2026-08-14' }),
  worker('wrk_x4later', { status: 'PRE_HIRE', hire_date: '2026-08-10' }),
  worker('wrk_x5novice', {}),
  worker('wrk_x6foreign', { region: 'NA', country: 'US', work_authorizations: ['US'] }),
  worker('wrk_x7half', {}),
  worker('wrk_x8free', {}),
]
