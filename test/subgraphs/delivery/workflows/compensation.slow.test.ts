import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { ADMIN, decide, OPS, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import {
  approveAll,
  begin,
  cancel,
  expectNothingLeft,
  openTasks,
  readHandoff,
  resolve,
  staffAndKickOff,
  untilStep,
} from '../support/scenario.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.gateway.faults.length = 0
})

const EARLY = ['ReadOpportunity', 'ReadContract', 'SubmitContractForReview', 'UpsertCustomerMaster']
const LATE = [
  'RecordContractApproval',
  'LinkProject',
  'CreateErpProject',
  'ReviseBudget',
  'CreateBillingSchedule',
  'CreatePsaProject',
  'ReadBackProject',
  'CreateStaffingRequests',
]

describe('the way back of sow-to-project@2', () => {
  it('undoes everything in reverse order when the run is cancelled while PSA is away after ERP succeeded', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push(...Array.from({ length: 5 }, () => ({ operation: 'CreatePsaProject', when: 'before' as const })))
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H12', 'IN_FALLBACK')
    const seen = stage.gateway.calls.length
    await cancel(stage, run.runId, 'enough')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expect(stage.gateway.calls.slice(seen).map(({ operation }) => operation)).toEqual([
      'SetProjectStatus',
      'CancelBillingSchedule',
      'SupersedeBudget',
      'SetProjectFinancialStatus',
      'UnlinkProject',
      'ReopenContractReview',
      'DeactivateCustomerMaster',
    ])
    expectNothingLeft(stage, run)
    expect(await readHandoff(stage, run.handoffId)).toMatchObject({
      status: 'CANCELLED',
      projectId: null,
      contractApprovedAt: null,
      templateCode: null,
      blockers: [],
    })
    expect(await stage.fixture.rows(`select status from delivery.project_reservation where run_id = '${run.runId}'`)).toEqual([
      { status: 'VOID' },
    ])
  })

  it('blocks a project on which the systems disagree, for operations to look at, and undoes it when they say so', async () => {
    const run = await begin(stage)
    const { systems, faults } = stage.gateway
    faults.push({
      operation: 'ReadBackProject',
      when: 'hook',
      run: () => {
        for (const [id, project] of systems.erpProjects) {
          if (project.erpAccountId === run.accountId)
            systems.erpProjects.set(id, { ...project, contractValue: { amount: '1.00', currency: 'EUR' } })
        }
      },
    })
    await approveAll(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    expect((await readHandoff(stage, run.handoffId)).blockers).toMatchObject([
      { code: 'READ_BACK_MISMATCH', message: 'value differs: crm has 400000, erp has 1.' },
    ])
    expect(await openTasks(stage, run.runId)).toMatchObject([{ code: 'READ_BACK_MISMATCH', assigneeRole: 'delivery_ops' }])
    await resolve(stage, run.runId, 'CANCEL')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expectNothingLeft(stage, run)
    expect(
      await stage.fixture.rows(
        `select * from delivery.project_stage s join delivery.project_reservation r using (project_id) where r.run_id = '${run.runId}'`,
      ),
    ).toEqual([])
  })

  it.each([...EARLY, ...LATE])('[RS-06] leaves nothing in any system when the run is cancelled during %s', async (operation) => {
    let tellRun: (runId: string) => void = () => undefined
    const started = new Promise<string>((tell) => {
      tellRun = tell
    })
    stage.gateway.faults.push({
      operation,
      when: 'hook',
      run: async () => cancel(stage, await started, `cancel at ${operation}`),
    })
    const run = await begin(stage)
    tellRun(run.runId)
    if (LATE.includes(operation)) await approveAll(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expectNothingLeft(stage, run)
    expect(await readHandoff(stage, run.handoffId)).toMatchObject({ status: 'CANCELLED', projectId: null, blockers: [] })
  })

  it('withdraws open approvals when a waiting run is cancelled, and refuses late decisions', async () => {
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    await cancel(stage, run.runId, 'cancel waiting')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expect(await decide(stage.fixture, run.runId, 'SOW_LEGAL')).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'CANCELLED', allowedStates: [] }],
    })
    expect(await cancel(stage, run.runId, 'too late')).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'CANCELLED' }],
    })
  })

  it('refuses to undo what was posted on: the run says so in a notice and goes on to its end', async () => {
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')
    const { projectId } = await readHandoff(stage, run.handoffId)
    stage.gateway.systems.postedProjects.add(projectId ?? '')
    expect(await cancel(stage, run.runId, 'after posting')).toMatchObject({ ok: true })
    await untilCancelIsRefused(run.runId)

    const notices = await stage.fixture.rows(
      `select role, title from delivery.notice where run_id = '${run.runId}' and role = 'delivery_ops'`,
    )
    expect(notices).toMatchObject([{ title: expect.stringContaining('was refused') }])
    expect(await notesOf(run.runId)).toEqual(['run.cancel_requested delivery_ops', 'run.cancel_refused svc_orchestrator'])
    expect(await cancel(stage, run.runId, 'and again')).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE' }] })
    await staffAndKickOff(stage, run)
    expect(await readHandoff(stage, run.handoffId)).toMatchObject({ status: 'COMPLETED', projectId })
  })

  it('tells of every wish that it refuses, also of one that comes with the settlement of a task', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push({ operation: 'ReadBackProject', when: 'refuse', lasts: true })
    await approveAll(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    const { projectId } = await readHandoff(stage, run.handoffId)
    stage.gateway.systems.postedProjects.add(projectId ?? '')
    for (const refusals of [1, 2]) {
      expect(await resolve(stage, run.runId, 'CANCEL')).toMatchObject({ ok: true })
      await untilRefusals(run.runId, refusals)
    }

    expect(await openTasks(stage, run.runId)).toHaveLength(1)
  })

  it('does not turn back before ERP has said whether something is posted', async () => {
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')
    const seen = stage.gateway.calls.length
    stage.gateway.faults.push({ operation: 'ReadPostings', when: 'transient' })
    await cancel(stage, run.runId, 'enough')
    await untilFault('ReadPostings')
    expect(stage.gateway.calls.slice(seen)).toEqual([])
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expectNothingLeft(stage, run)
  })

  it('parks a run whose undo fails, with a task; a retry undoes the rest', async () => {
    const run = await parkedRun()
    expect(await resolve(stage, run.runId, 'CANCEL')).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE' }] })
    expect(await resolve(stage, run.runId, 'RETRY')).toMatchObject({ ok: true, record: { status: 'RESOLVED' } })
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expectNothingLeft(stage, run)
    expect(await stepsWith(run.runId, "compensation_status in ('PENDING', 'FAILED')")).toEqual([])
    expect(await notesOf(run.runId)).toEqual(['run.cancel_requested delivery_ops', 'step.undo_retried delivery_ops'])
  })

  it('takes the word of a person who undid it by hand, and undoes the rest', async () => {
    const run = await parkedRun()
    const finance = { ...ADMIN, roles: ['finance_controller'], scopes: ['delivery:read', 'delivery:admin'] }
    const withoutFactor = { ...ADMIN, amr: ['pwd'] }
    const service = { ...ADMIN, kind: 'SERVICE', workerId: null } as const
    for (const [by, policy] of [
      [finance, 'operator'],
      [OPS, 'delivery:admin'],
      [service, 'delivery:admin'],
      [withoutFactor, 'mfa'],
    ] as const) {
      const refused = { ok: false, errors: [{ code: 'FORBIDDEN', policy }] }
      expect(await resolve(stage, run.runId, 'SKIP', by)).toMatchObject(refused)
    }
    expect(await resolve(stage, run.runId, 'SKIP', ADMIN)).toMatchObject({ ok: true, record: { resolution: 'SKIP' } })
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expect(await stepsWith(run.runId, "manual and status = 'COMPENSATED' and compensation_status = 'DONE'")).toEqual(['H10'])
    expect(stage.gateway.systems.contracts.get(run.contractId)?.status).toBe('IN_REVIEW')
    const [project] = [...stage.gateway.systems.erpProjects.values()].filter(({ erpAccountId }) => erpAccountId === run.accountId)
    expect(project?.financialStatus).toBe('PLANNED')
  })

  it('tries an undo again that a system could not take at the moment', async () => {
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')
    stage.gateway.faults.push(...Array.from({ length: 3 }, () => ({ operation: 'UnlinkProject', when: 'transient' as const })))
    await cancel(stage, run.runId, 'enough')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])

    expectNothingLeft(stage, run)
    expect(stage.gateway.faults).toEqual([])
  })
})

/** A run on its way back whose financial project would not close. */
async function parkedRun() {
  const run = await begin(stage)
  await approveAll(stage, run.runId)
  await untilStep(stage, run.runId, 'H18', 'WAITING')
  stage.gateway.faults.push({ operation: 'SetProjectFinancialStatus', when: 'refuse' })
  await cancel(stage, run.runId, 'enough')
  await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
  expect(await readHandoff(stage, run.handoffId)).toMatchObject({
    status: 'BLOCKED',
    blockers: [{ code: 'UNDO_FAILED', system: 'ERP' }],
  })
  expect(await openTasks(stage, run.runId)).toMatchObject([
    { subject: 'UNDO', stepKey: 'H10', code: 'UNDO_FAILED', assigneeRole: 'delivery_ops' },
  ])
  return run
}

async function stepsWith(runId: string, where: string): Promise<readonly unknown[]> {
  const rows = await stage.fixture.rows(
    `select key from delivery.workflow_step where run_id = '${runId}' and ${where} order by position`,
  )
  return rows.map(({ key }) => key)
}

/** What the log tells of records that stayed in their state, and whose doing it was. */
async function notesOf(runId: string): Promise<readonly string[]> {
  const rows = await stage.fixture.rows(
    `select action, actor from delivery.handoff_event where run_id = '${runId}' and from_state = to_state order by sequence`,
  )
  return rows.map(({ action, actor }) => `${action} ${actor}`)
}

async function untilFault(operation: string): Promise<void> {
  const deadline = Date.now() + 10_000
  while (stage.gateway.faults.some((fault) => fault.operation === operation)) {
    if (Date.now() > deadline) throw new Error(`${operation} was never called`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

const untilCancelIsRefused = (runId: string) => untilRefusals(runId, 1)

async function untilRefusals(runId: string, count: number): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const notices = await stage.fixture.rows(
      `select id from delivery.notice where run_id = '${runId}' and title like '%was refused%'`,
    )
    if (notices.length === count) return
    if (Date.now() > deadline) throw new Error(`${runId} has told of ${notices.length} refusals, not of ${count}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}
