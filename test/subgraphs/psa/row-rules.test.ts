import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import pg from 'pg'
import type { Principal } from '../../../contracts/wire/principal.ts'
import {
  assignmentRows,
  candidateProposalRows,
  isRowVisible,
  kickoffRows,
  milestoneRows,
  NO_MANAGER,
  phaseRows,
  projectRows,
  type RowAttributes,
  type RowRule,
  resourceRows,
  staffingRequestRows,
  taskRows,
  timecardRows,
} from '../../../policies/index.ts'
import { loadRows, type Row } from '../../../scripts/seed/load-rows.ts'
import { createPostgresPsaSystem } from '../../../subgraphs/psa/adapters/postgres/postgres-system.ts'
import type { PsaSystem } from '../../../subgraphs/psa/port.ts'
import type { Call, Page } from '../../../subgraphs/shared/port.ts'
import { openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../support/database.ts'
import { clientOf, consultantOf, managerOf, regionHeadOf, resellerOf, subcontractorOf } from './callers.ts'
import { assignment, candidateProposal, kickoff, milestone, phase, project, staffingRequest, task, timecard } from './fixture.ts'

const ACCOUNTS = ['acc_a', 'acc_b', 'acc_c']
const WORKERS = ['wrk_a', 'wrk_b', 'wrk_c', 'wrk_d']
const SUPPLIERS = ['sup_a', 'sup_b']
const REGIONS = ['DACH', 'IND', 'UKI']

/** A project with at most three bookings and two milestones; what belongs to it follows from it. */
const facts = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  reseller: fc.option(fc.constantFrom(...ACCOUNTS)),
  region: fc.constantFrom(...REGIONS),
  manager: fc.option(fc.constantFrom(...WORKERS)),
  bookings: fc.array(fc.record({ worker: fc.constantFrom(...WORKERS), isReleased: fc.boolean() }), { maxLength: 3 }),
  milestones: fc.array(fc.record({ supplier: fc.option(fc.constantFrom(...SUPPLIERS)), isCancelled: fc.boolean() }), {
    maxLength: 2,
  }),
})
const SEED = 20260525
const [PROJECTS = []] = fc.sample(fc.array(facts, { minLength: 40, maxLength: 40 }), { numRuns: 1, seed: SEED })
const SUPPLIER_OF: Readonly<Record<string, string | null>> = { wrk_a: 'sup_a', wrk_b: 'sup_b', wrk_c: null, wrk_d: 'sup_a' }

/** What a rule judges of project n, worked out without SQL. */
function attributesOf({ account, reseller, region, manager, bookings, milestones }: (typeof PROJECTS)[number]) {
  const workers = bookings.filter(({ isReleased }) => !isReleased).map(({ worker }) => worker)
  const delivering = milestones.filter(({ isCancelled }) => !isCancelled).map(({ supplier }) => supplier)
  return {
    account,
    reseller,
    region,
    manager: manager ?? NO_MANAGER,
    member: workers,
    supplier: [...workers.map((worker) => SUPPLIER_OF[worker] ?? null), ...delivering].filter((supplier) => supplier !== null),
  }
}

interface Stored {
  readonly rule: RowRule
  readonly row: Row
  readonly attributes: RowAttributes<string>
}

/** Every row of every table, with its rule and what the rule has to judge it by. */
const WORLD: Readonly<Record<string, readonly Stored[]>> = {
  'psa.resource': WORKERS.map((id) => ({
    rule: resourceRows as RowRule,
    row: { id, supplier_id: SUPPLIER_OF[id] ?? null },
    attributes: { supplier: SUPPLIER_OF[id] ?? null },
  })),
  'psa.project': each(projectRows, (id, { account, reseller, region, manager }) => [
    project(id, { account_id: account, reseller_account_id: reseller, region, project_manager_id: manager }),
  ]),
  'psa.phase': each(phaseRows, (id) => [phase(id, 1)]),
  'psa.task': each(taskRows, (id) => [task(id.replace('prj', 'tsk'), id, null)]),
  'psa.milestone': each(milestoneRows, (id, { milestones }) =>
    milestones.map(({ supplier, isCancelled }, index) =>
      milestone(`${id.replace('prj', 'mil')}x${index}`, id, {
        subcontractor_id: supplier,
        status: isCancelled ? 'CANCELLED' : 'PLANNED',
      }),
    ),
  ),
  'psa.staffing_request': each(staffingRequestRows, (id) => [staffingRequest(id.replace('prj', 'stf'), id, {})]),
  'psa.candidate_proposal': each(candidateProposalRows, (id) => [
    candidateProposal(id.replace('prj', 'cpr'), id.replace('prj', 'stf'), {}),
  ]),
  'psa.kickoff': each(kickoffRows, (id) => [kickoff(id)]),
  'psa.assignment': ofBookings(assignmentRows, (id, projectId, worker, isReleased) =>
    assignment(`asg_${id}`, projectId, { worker_id: worker, status: isReleased ? 'RELEASED' : 'ACTIVE' }),
  ),
  'psa.timecard': ofBookings(timecardRows, (id, projectId, worker) =>
    timecard(`tim_${id}`, `asg_${id}`, { project_id: projectId, worker_id: worker }),
  ),
}

function each<Attribute extends string>(
  rule: RowRule<Attribute>,
  rowsOf: (id: string, facts: (typeof PROJECTS)[number]) => readonly Row[],
): readonly Stored[] {
  return PROJECTS.flatMap((known, n) =>
    rowsOf(`prj_${n}`, known).map((row) => ({ rule: rule as RowRule, row, attributes: attributesOf(known) })),
  )
}

/** Of a booking and its hours, `supplier` is that of the worker. */
function ofBookings<Attribute extends string>(
  rule: RowRule<Attribute>,
  rowOf: (id: string, projectId: string, worker: string, isReleased: boolean) => Row,
): readonly Stored[] {
  return PROJECTS.flatMap((known, n) =>
    known.bookings.map(({ worker, isReleased }, k) => ({
      rule: rule as RowRule,
      row: rowOf(`${n}x${k}`, `prj_${n}`, worker, isReleased),
      attributes: { ...attributesOf(known), supplier: SUPPLIER_OF[worker] ?? null, worker },
    })),
  )
}

const some = (values: readonly string[]) => fc.subarray([...values])
const principal: fc.Arbitrary<Principal> = fc.oneof(
  some([...ACCOUNTS, 'acc_none']).map((ids) => clientOf(...ids)),
  some([...SUPPLIERS, 'sup_none', '']).map((ids) => subcontractorOf(...ids)),
  some(ACCOUNTS).map((ids) => resellerOf(...ids)),
  some(REGIONS).map((regions) => regionHeadOf(...regions)),
  fc.option(fc.constantFrom(...WORKERS)).map(consultantOf),
  fc.option(fc.constantFrom(...WORKERS)).map(managerOf),
  // Both bounds of one person.
  fc.tuple(fc.constantFrom(...WORKERS), some(REGIONS)).map(([worker, regions]) => ({
    ...consultantOf(worker),
    roles: ['consultant', 'region_head'],
    regions,
  })),
)

describe('the SQL of the row rules of PSA', () => {
  let system: PsaSystem
  let drop: () => Promise<void>

  beforeAll(async () => {
    const database = await createTestDatabase({ schemas: ['psa'] })
    const admin = new pg.Client({ connectionString: database.adminUrl })
    await admin.connect()
    for (const [table, stored] of Object.entries(WORLD)) for (const { row } of stored) await loadRows(admin, table, [row])
    await admin.end()
    system = createPostgresPsaSystem(openDatabase(database.urlFor('psa'), { name: 'psa rows test' }))
    drop = () => database.drop()
  })
  afterAll(async () => {
    await system.close()
    await drop()
  })

  const readers = () => ({
    'psa.resource': system.resources,
    'psa.project': system.projects,
    'psa.phase': system.phases,
    'psa.task': system.tasks,
    'psa.milestone': system.milestones,
    'psa.staffing_request': system.staffingRequests,
    'psa.candidate_proposal': system.proposals,
    'psa.kickoff': system.kickoffs,
    'psa.assignment': system.assignments,
    'psa.timecard': system.timecards,
  })

  async function idsOf(list: (after: string | null) => Promise<Page<{ readonly id: string }>>): Promise<readonly string[]> {
    const ids: string[] = []
    for (let after: string | null = null; ; ) {
      const page: Page<{ readonly id: string }> = await list(after)
      ids.push(...page.records.map(({ id }) => id))
      if (!page.hasNextPage) return ids
      after = page.cursors.at(-1) ?? null
    }
  }

  it('equals their meaning for any caller, in every table', async () => {
    await fc.assert(
      fc.asyncProperty(principal, async (caller) => {
        const call: Call = { principal: caller, correlationId: 'rows' }
        for (const [table, reader] of Object.entries(readers())) {
          const expected = (WORLD[table] ?? [])
            .filter(({ rule, attributes }) => isRowVisible(rule.visibleTo(caller), attributes))
            .map(({ row }) => String(row.id))
          const found = await idsOf((after) => reader.list({ first: 100, after }, call))
          expect([table, found]).toEqual([table, expected.toSorted()])
          expect(await reader.count(null, call)).toBe(expected.length)
        }
      }),
      { numRuns: 40, seed: SEED },
    )
  })

  it('tells the team of a project to its client, and to a subcontractor no one', async () => {
    const ids = PROJECTS.map((_, n) => `prj_${n}`)
    const teamFor = (caller: Principal) => system.assignments.findWorkerIds(ids, { principal: caller, correlationId: 'rows' })
    const team = await teamFor(clientOf('acc_a'))

    for (const [n, known] of PROJECTS.entries()) {
      const expected = known.account === 'acc_a' ? [...new Set(attributesOf(known).member)].toSorted() : []
      expect(team.get(`prj_${n}`) ?? []).toEqual(expected)
    }
    expect((await teamFor(subcontractorOf('sup_a'))).size).toBe(0)
    expect((await teamFor(resellerOf('acc_a'))).size).toBe(0)
  })
})
