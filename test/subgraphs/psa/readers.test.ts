import { afterAll, beforeAll, describe } from '@jest/globals'
import pg from 'pg'
import { dateText } from '../../../contracts/wire/values.ts'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import type { Project, ProjectFilter, ProjectOrderField } from '../../../subgraphs/psa/port.ts'
import { query } from '../../support/query.ts'
import { describeReader } from '../../support/reader-contract.ts'
import { clientOf, consultantOf, regionHeadOf, resellerOf, subcontractorOf } from './callers.ts'
import { assignment, candidateProposal, kickoff, milestone, phase, project, staffingRequest, task, timecard } from './fixture.ts'
import { openPostgresPsa } from './open-postgres-psa.ts'

describe('PSA readers on PostgreSQL', () => {
  let opened: Awaited<ReturnType<typeof openPostgresPsa>>

  beforeAll(async () => {
    opened = await openPostgresPsa(3)
  })
  afterAll(() => opened.close())

  /** What the contract wants to know behind the port's back. */
  const behind = (table: string, row: (id: string) => Row) => ({
    allIds: async () =>
      (await query<{ id: string }>(opened.adminUrl, `select id from psa.${table} order by id`)).map(({ id }) => id),
    async insert(id: string) {
      const client = new pg.Client({ connectionString: opened.adminUrl })
      await client.connect()
      await loadRows(client, `psa.${table}`, [row(id)])
      await client.end()
    },
  })

  describeReader<Project, ProjectFilter, 'accountId', ProjectOrderField>('projects', {
    // A code belongs to one project, so it is no key with several records; the subgraph's own test reads by it.
    reader: () => opened.system.projects,
    ...behind('project', (id) => project(id, {})),
    keys: { accountId: ({ accountId }) => accountId },
    orders: { NAME: ({ name }) => name, PLANNED_END: ({ plannedEnd }) => plannedEnd, UPDATED_AT: ({ updatedAt }) => updatedAt },
    filters: [
      { filter: { ids: ['prj_closed', 'prj_missing'] }, matches: ({ id }) => id === 'prj_closed' },
      { filter: { accountIds: ['acc_one', 'acc_two'] }, matches: ({ accountId }) => accountId !== 'acc_many' },
      { filter: { status: ['PLANNED', 'CLOSED'] }, matches: ({ status }) => status === 'PLANNED' || status === 'CLOSED' },
      { filter: { health: ['RED'] }, matches: ({ health }) => health === 'RED' },
      { filter: { region: ['IND'] }, matches: ({ region }) => region === 'IND' },
      { filter: { serviceType: ['TRAINING'] }, matches: ({ serviceType }) => serviceType === 'TRAINING' },
      { filter: { managerIds: ['wrk_other'] }, matches: ({ projectManagerId }) => projectManagerId === 'wrk_other' },
      {
        filter: { plannedEnd: { from: dateText('2027-01-01'), to: dateText('2027-01-02') }, status: ['IN_PROGRESS'] },
        matches: ({ plannedEnd }) => plannedEnd === '2027-01-01' || plannedEnd === '2027-01-02',
      },
    ],
    viewers: [
      { title: 'a client', principal: clientOf('acc_one'), sees: ({ accountId }) => accountId === 'acc_one' },
      {
        title: 'a reseller',
        principal: resellerOf('acc_reseller'),
        sees: ({ id }) => id === 'prj_planned' || id === 'prj_tocancel',
      },
      { title: 'a subcontractor by its people', principal: subcontractorOf('sup_two'), sees: ({ id }) => id === 'prj_running' },
      {
        title: 'a subcontractor by its milestones',
        principal: subcontractorOf('sup_one'),
        sees: ({ id }) => id !== 'prj_planned' && id !== 'prj_closed',
      },
      { title: 'a region head', principal: regionHeadOf('IND'), sees: ({ region }) => region === 'IND' },
      { title: 'a consultant', principal: consultantOf('wrk_1'), sees: ({ id }) => id.startsWith('prj_many') },
    ],
  })

  describeReader('phases', {
    reader: () => opened.system.phases,
    ...behind('phase', (id) => ({ ...phase('prj_closed', 9), id })),
    keys: { projectId: ({ projectId }) => projectId },
    orders: {},
  })

  describeReader('tasks', {
    reader: () => opened.system.tasks,
    ...behind('task', (id) => task(id, 'prj_closed', null)),
    keys: { projectId: ({ projectId }) => projectId },
    orders: {},
    filters: [{ filter: { status: 'DONE' }, matches: ({ status }) => status === 'DONE' }],
    viewers: [
      { title: 'a consultant', principal: consultantOf('wrk_other'), sees: ({ projectId }) => projectId === 'prj_running' },
    ],
  })

  describeReader('milestones', {
    reader: () => opened.system.milestones,
    ...behind('milestone', (id) => milestone(id, 'prj_closed', {})),
    keys: { projectId: ({ projectId }) => projectId },
    orders: { PLANNED_DATE: ({ plannedDate }) => plannedDate, UPDATED_AT: ({ updatedAt }) => updatedAt },
    filters: [
      { filter: { projectIds: ['prj_running'] }, matches: ({ projectId }) => projectId === 'prj_running' },
      { filter: { status: ['SUBMITTED', 'BILLED'] }, matches: ({ status }) => status === 'SUBMITTED' || status === 'BILLED' },
      { filter: { billable: false }, matches: ({ billable }) => !billable },
      {
        filter: { plannedDate: { from: dateText('2026-04-11'), to: dateText('2026-04-11') } },
        matches: ({ plannedDate }) => plannedDate === '2026-04-11',
      },
      // Every planned day of the fixture has passed.
      { filter: { overdue: true }, matches: ({ status }) => ['PLANNED', 'IN_PROGRESS', 'AT_RISK', 'REJECTED'].includes(status) },
    ],
    viewers: [
      { title: 'a client', principal: clientOf('acc_many'), sees: ({ projectId }) => projectId.startsWith('prj_many') },
      { title: 'a subcontractor', principal: subcontractorOf('sup_two'), sees: ({ projectId }) => projectId === 'prj_running' },
      { title: 'a consultant', principal: consultantOf('wrk_1'), sees: ({ projectId }) => projectId.startsWith('prj_many') },
    ],
  })

  describeReader('staffing requests', {
    reader: () => opened.system.staffingRequests,
    ...behind('staffing_request', (id) => staffingRequest(id, 'prj_closed', {})),
    keys: { projectId: ({ projectId }) => projectId },
    orders: { DUE_AT: ({ dueAt }) => dueAt, START_DATE: ({ startDate }) => startDate },
    filters: [
      { filter: { projectIds: ['prj_running'] }, matches: ({ projectId }) => projectId === 'prj_running' },
      { filter: { status: ['PROPOSED', 'CANCELLED'] }, matches: ({ status }) => status === 'PROPOSED' || status === 'CANCELLED' },
      { filter: { region: ['IND'] }, matches: ({ region }) => region === 'IND' },
      { filter: { mandatoryForKickoff: false }, matches: ({ mandatoryForKickoff }) => !mandatoryForKickoff },
      {
        filter: { startDate: { from: dateText('2026-02-01'), to: dateText('2026-02-28') } },
        matches: ({ startDate }) => startDate === '2026-02-02',
      },
    ],
    viewers: [
      { title: 'a consultant', principal: consultantOf('wrk_other'), sees: ({ projectId }) => projectId === 'prj_running' },
    ],
  })

  describeReader('candidate proposals', {
    reader: () => opened.system.proposals,
    ...behind('candidate_proposal', (id) => candidateProposal(id, 'stf_optional', { worker_id: `wrk_${id}` })),
    keys: { staffingRequestId: ({ staffingRequestId }) => staffingRequestId },
    orders: {},
    viewers: [
      {
        title: 'a consultant',
        principal: consultantOf('wrk_1'),
        sees: ({ staffingRequestId }) => staffingRequestId.startsWith('stf_many'),
      },
    ],
  })

  describeReader('kickoffs', {
    reader: () => opened.system.kickoffs,
    allIds: behind('kickoff', kickoff).allIds,
    keys: {},
    orders: {},
    viewers: [{ title: 'a consultant', principal: consultantOf('wrk_other'), sees: ({ id }) => id === 'prj_running' }],
  })

  describeReader('resources', {
    reader: () => opened.system.resources,
    ...behind('resource', (id) => ({ id, supplier_id: 'sup_new' })),
    keys: {},
    orders: {},
    viewers: [{ title: 'a subcontractor', principal: subcontractorOf('sup_two'), sees: ({ id }) => id === 'wrk_other' }],
  })

  describeReader('assignments', {
    reader: () => opened.system.assignments,
    ...behind('assignment', (id) => assignment(id, 'prj_closed', {})),
    keys: {
      projectId: ({ projectId }) => projectId,
      workerId: ({ workerId }) => workerId,
      staffingRequestId: ({ staffingRequestId }) => staffingRequestId,
    },
    orders: {},
    filters: [
      { filter: { projectIds: ['prj_tocancel'] }, matches: ({ projectId }) => projectId === 'prj_tocancel' },
      { filter: { workerIds: ['wrk_1'] }, matches: ({ workerId }) => workerId === 'wrk_1' },
      { filter: { status: ['RELEASED'] }, matches: ({ status }) => status === 'RELEASED' },
      {
        filter: { active: { from: dateText('2026-07-01'), to: dateText('2026-07-01') } },
        matches: ({ endDate }) => endDate >= '2026-07-01',
      },
    ],
    viewers: [
      { title: 'a subcontractor', principal: subcontractorOf('sup_two'), sees: ({ workerId }) => workerId === 'wrk_other' },
      { title: 'a subcontractor after a release', principal: subcontractorOf('sup_gone'), sees: ({ id }) => id === 'asg_gone' },
      { title: 'a consultant', principal: consultantOf('wrk_1'), sees: ({ projectId }) => projectId.startsWith('prj_many') },
      { title: 'a consultant after a release', principal: consultantOf('wrk_gone'), sees: ({ id }) => id === 'asg_gone' },
    ],
  })

  describeReader('timecards', {
    reader: () => opened.system.timecards,
    ...behind('timecard', (id) => timecard(id, 'asg_closed', {})),
    keys: {
      projectId: ({ projectId }) => projectId,
      workerId: ({ workerId }) => workerId,
      assignmentId: ({ assignmentId }) => assignmentId,
    },
    orders: {},
    filters: [
      { filter: { projectIds: ['prj_many1'] }, matches: ({ projectId }) => projectId === 'prj_many1' },
      { filter: { workerIds: ['wrk_tester'] }, matches: ({ workerId }) => workerId === 'wrk_tester' },
      { filter: { status: ['DRAFT', 'BILLED'] }, matches: ({ status }) => status === 'DRAFT' || status === 'BILLED' },
      {
        filter: { week: { from: dateText('2026-01-05'), to: dateText('2026-01-11') } },
        matches: ({ weekStart }) => weekStart === '2026-01-05',
      },
    ],
    viewers: [
      { title: 'a subcontractor', principal: subcontractorOf('sup_two'), sees: ({ workerId }) => workerId === 'wrk_other' },
      { title: 'a consultant', principal: consultantOf('wrk_tester'), sees: ({ workerId }) => workerId === 'wrk_tester' },
    ],
  })
})
