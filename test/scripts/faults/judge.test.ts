import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { caseRecord, seedCaseRecords } from '../../../scripts/faults/case-records.ts'
import type { EndingKind } from '../../../scripts/faults/drive/ending.ts'
import { holds, type Judgement, judge } from '../../../scripts/faults/judge/judge.ts'
import type { CallEvent } from '../../../scripts/faults/proxy/call-log.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'
import {
  completed,
  enterMasterData,
  erpProject,
  type LeftBehind,
  leaveBehind,
  projectRequisition,
  psaProject,
  scheduleLine,
  seatRequest,
} from './left-behind.ts'

const documents = mkdtempSync(path.join(tmpdir(), 'faults-judge-'))
let database: TestDatabase
let used = 0
beforeAll(async () => {
  database = await createTestDatabase()
  await seedCaseRecords({ adminUrl: database.adminUrl, documents, count: 30 })
  await enterMasterData(database.adminUrl)
}, 60_000)
afterAll(async () => {
  rmSync(documents, { recursive: true, force: true })
  await database.drop()
})

const answered = (token: string, verdict: 'accepted' | 'replayed', step = 'H10'): CallEvent => ({
  at: 1,
  event: 'answered',
  number: 1,
  worker: 'worker-1',
  pid: 1,
  operation: 'CreateErpProject',
  isMutation: true,
  key: `ho:opp_${token}:1:${step}`,
  token,
  digest: '',
  answerDigest: '',
  verdict,
  codes: [],
})

/** Judges one case of its own: what is in the systems, what was answered, and how the run says that it ended. */
async function judged(options: {
  readonly plant?: (left: LeftBehind, token: string) => Partial<LeftBehind>
  readonly events?: (token: string) => readonly CallEvent[]
  readonly ending?: EndingKind
  readonly expects?: EndingKind
}): Promise<Judgement> {
  used += 1
  const { token } = caseRecord(used)
  const {
    plant = () => ({}),
    events = () => [answered(token, 'accepted')],
    ending = 'completed',
    expects = 'completed',
  } = options
  const left = completed(token)
  await leaveBehind(database.adminUrl, token, { ...left, ...plant(left, token) })
  const played = { id: `do/${token}`, token, expects, ending: { kind: ending, at: 0, note: '' }, wasDisturbed: true }
  const [judgement] = await judge(database.adminUrl, [played], events(token))
  if (judgement === undefined) throw new Error('every case is judged')
  return judgement
}

describe('the judge', () => {
  it('finds nothing wrong with a handoff that left everything behind once', async () => {
    const judgement = await judged({ events: (token) => [answered(token, 'accepted'), answered(token, 'replayed')] })

    expect(judgement).toMatchObject({ lost: [], doubled: [], isStuck: false, isAstray: false })
    expect(holds(judgement)).toBe(true)
  })

  it('catches a write that was acknowledged and that no system knows', async () => {
    const judgement = await judged({ plant: () => ({ keys: [] }) })

    expect(judgement.lost).toEqual([expect.stringContaining('was acknowledged and is not there')])
    expect(holds(judgement)).toBe(false)
  })

  it.each(['LinkProject', 'CreateBillingSchedule', 'SetProjectFinancialStatus'])(
    'catches a lost %s whose key was noted for another write',
    async (operation) => {
      const events = (token: string) => [{ ...answered(token, 'accepted'), operation }]

      expect((await judged({ events })).lost).toEqual([
        expect.stringMatching(`^${operation} .* was acknowledged and is not there$`),
      ])
    },
  )

  it('catches a write that a replayed answer claims and that no system knows', async () => {
    const judgement = await judged({ events: (token) => [answered(token, 'accepted'), answered(token, 'replayed', 'H12')] })

    expect(judgement.lost).toEqual([expect.stringContaining('H12 was acknowledged and is not there')])
  })

  it.each([
    ['document folder', { folders: [] }],
    ['requisition', { requisitions: [] }],
    ['booking', { bookings: [] }],
    ['budget', { budgets: [] }],
    ['billing schedule', { scheduleLines: [] }],
  ])('catches a lost %s of a handoff that says it is completed', async (name, planted) => {
    expect((await judged({ plant: () => planted })).lost).toEqual([`${name} is missing`])
  })

  it('catches a seat that was not asked for', async () => {
    const judgement = await judged({ plant: ({ staffingRequests }) => ({ staffingRequests: staffingRequests.slice(0, 1) }) })

    expect(judgement.lost).toEqual(['set of staffing requests is missing'])
  })

  it('catches half a billing schedule', async () => {
    const judgement = await judged({ plant: ({ scheduleLines }) => ({ scheduleLines: scheduleLines.slice(1) }) })

    expect(judgement.lost).toEqual(['billing schedule is missing'])
  })

  it.each<[string, (left: LeftBehind, token: string) => Partial<LeftBehind>]>([
    ['project in ERP', ({ erpProjects }, token) => ({ erpProjects: [...erpProjects, erpProject(token, `prj_${token}again`)] })],
    [
      'billing schedule',
      ({ scheduleLines }, token) => ({
        scheduleLines: [...scheduleLines, ...[3, 4].map((position) => scheduleLine(token, position, scheduleLines[0]?.currency))],
      }),
    ],
    ['project in PSA', ({ psaProjects }, token) => ({ psaProjects: [...psaProjects, psaProject(token, `prj_${token}again`)] })],
    [
      'requisition',
      ({ requisitions }, token) => ({ requisitions: [...requisitions, projectRequisition(token, `req_${token}again`)] }),
    ],
    [
      'set of staffing requests',
      ({ staffingRequests }, token) => ({
        staffingRequests: [...staffingRequests, ...['again', 'twice'].map((seat) => seatRequest(token, seat))],
      }),
    ],
  ])('catches a doubled %s', async (name, plant) => {
    const judgement = await judged({ plant })

    expect(judgement.doubled).toContain(`${name} happened 2 times`)
    expect(holds(judgement)).toBe(false)
  })

  it('catches one key that had its effect twice, although the tables look right', async () => {
    const judgement = await judged({ events: (token) => [answered(token, 'accepted'), answered(token, 'accepted')] })

    expect(judgement.doubled).toEqual([expect.stringMatching(/^CreateErpProject .* had its effect 2 times$/)])
  })

  it('catches what an undone handoff left in use', async () => {
    const judgement = await judged({ ending: 'undone', expects: 'undone' })

    expect(judgement.lost).toContain('project in ERP is still in use')
    expect(judgement.lost).toContain('document folder is still in use')
    expect(judgement.lost).toContain('requisition is still in use')
    expect(judgement.lost).toContain('project on the sale is still in use')
  })

  it.each([
    ['none', 'null', { lost: ['project on the contract is missing'], doubled: [] }],
    ['another one', "'prj_another'", { lost: [], doubled: ['project id happened 2 times'] }],
  ])('catches a contract that names %s instead of the project of its sale', async (_, projectId, found) => {
    const before = await judged({})
    await query(database.adminUrl, `update crm.contract set project_id = ${projectId} where id = 'ctr_${before.token}'`)

    expect(await judge(database.adminUrl, [before], [])).toEqual([expect.objectContaining(found)])
  })

  it('tells a run that stands still, and one that ended in another way than it should', async () => {
    const [stuck, astray] = [await judged({ ending: 'stuck' }), await judged({ ending: 'parked' })]

    expect([stuck.isStuck, stuck.isAstray, astray.isStuck, astray.isAstray]).toEqual([true, false, false, true])
    expect([holds(stuck), holds(astray)]).toEqual([false, false])
  })
})
