import { afterAll, beforeAll, describe } from '@jest/globals'
import pg from 'pg'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import type { Worker, WorkerFilter, WorkerOrderField } from '../../../subgraphs/hr/port.ts'
import { query } from '../../support/query.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { skill, worker, workerSkill } from './fixture.ts'
import { openPostgresHr } from './open-postgres-hr.ts'

const CONSULTANT = personWith([], { roles: ['consultant'], workerId: 'wrk_tester' })

describe('HR readers on PostgreSQL', () => {
  let opened: Awaited<ReturnType<typeof openPostgresHr>>

  beforeAll(async () => {
    opened = await openPostgresHr(6)
  })
  afterAll(() => opened.close())

  /** What the contract wants to know behind the port's back. */
  const behind = (table: string, row: (id: string) => Row) => ({
    allIds: async () =>
      (await query<{ id: string }>(opened.adminUrl, `select id from hr.${table} order by id`)).map(({ id }) => id),
    async insert(id: string) {
      const client = new pg.Client({ connectionString: opened.adminUrl })
      await client.connect()
      await loadRows(client, `hr.${table}`, [row(id)])
      await client.end()
    },
  })
  /** Level of SAP-FI by the rule of the fixture; 0 without the skill. */
  const sapFiLevelOf = (id: string) => (id.startsWith('wrk_many') ? (Number(id.slice('wrk_many'.length)) % 5) + 1 : 0)

  describeReader<Worker, WorkerFilter, never, WorkerOrderField>('workers', {
    // A worker number belongs to one worker, so it is no key with several records; the subgraph's own test reads by it.
    reader: () => opened.system.workers,
    ...behind('worker', (id) => worker(id, {})),
    keys: {},
    orders: { DISPLAY_NAME: ({ displayName }) => displayName, UPDATED_AT: ({ updatedAt }) => updatedAt },
    filters: [
      { filter: { ids: ['wrk_boss', 'wrk_missing'] }, matches: ({ id }) => id === 'wrk_boss' },
      { filter: { kind: ['CONTRACTOR', 'INTERN'] }, matches: ({ kind }) => kind === 'CONTRACTOR' },
      { filter: { status: ['ON_LEAVE'] }, matches: ({ status }) => status === 'ON_LEAVE' },
      { filter: { region: ['IND', 'UKI'] }, matches: ({ region }) => region !== 'DACH' },
      { filter: { skills: [{ code: 'SAP-FI' }] }, matches: ({ id }) => sapFiLevelOf(id) >= 1 },
      { filter: { skills: [{ code: 'SAP-FI', minimumLevel: 3 }] }, matches: ({ id }) => sapFiLevelOf(id) >= 3 },
      {
        filter: {
          skills: [
            { code: 'SAP-FI', minimumLevel: 5 },
            { code: 'ABAP', minimumLevel: 2 },
          ],
        },
        matches: ({ id }) => sapFiLevelOf(id) === 5,
      },
    ],
    viewers: [
      {
        title: 'a subcontractor',
        principal: partnerOf('SUBCONTRACTOR', { supplierIds: ['sup_one'] }),
        sees: ({ id }) => id === 'wrk_contractor',
      },
      { title: 'a consultant', principal: CONSULTANT, sees: ({ id }) => id === 'wrk_tester' },
    ],
  })

  describeReader('skills', {
    reader: () => opened.system.skills,
    ...behind('skill', (id) => skill(id, {})),
    keys: {},
    orders: {},
    filters: [
      { filter: { category: 'METHOD' }, matches: ({ category }) => category === 'METHOD' },
      { filter: { search: 'sap-' }, matches: ({ id }) => id.startsWith('SAP-') },
      { filter: { search: 'MAT' }, matches: ({ name }) => name === 'Materials' },
      // The signs of a LIKE pattern mean themselves.
      { filter: { search: 'sap_100%' }, matches: ({ id }) => id === 'SAP_100%' },
    ],
  })

  describeReader('worker skills', {
    reader: () => opened.system.workerSkills,
    ...behind('worker_skill', (id) => ({ ...workerSkill('wrk_boss', 'SCRUM', {}), id })),
    keys: { workerId: ({ workerId }) => workerId },
    orders: {},
    viewers: [{ title: 'a consultant', principal: CONSULTANT, sees: ({ workerId }) => workerId === 'wrk_tester' }],
  })
})
