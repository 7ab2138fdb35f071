import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { callBy, decide, OPS, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveBoth, begin, cancel, expectNothingLeft, readHandoff } from '../support/scenario.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.gateway.faults.length = 0
})

describe('the way back of sow-to-project@1', () => {
  it('returns a rejected statement of work with the comment, and undoes what was done', async () => {
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    expect(await decide(stage.fixture, run.runId, 'SOW_LEGAL', 'REJECT')).toMatchObject({
      ok: true,
      record: { status: 'REJECTED' },
    })
    await untilRun(stage.fixture, run.runId, ['FAILED'])

    const handoff = await readHandoff(stage, run.handoffId)
    expect(handoff).toMatchObject({
      status: 'BLOCKED',
      blockers: [{ code: 'APPROVAL_REJECTED', message: 'Liability is not capped.', ownerRole: 'account_executive' }],
    })
    const approvals = await stage.fixture.rows(
      `select kind, status from delivery.approval where run_id = '${run.runId}' order by kind`,
    )
    expect(approvals.map(({ status }) => status)).toEqual(['CANCELLED', 'REJECTED'])
    expectNothingLeft(stage, run)
  })

  it('undoes everything in reverse order when PSA fails after ERP succeeded', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push(...Array.from({ length: 5 }, () => ({ operation: 'CreatePsaProject', when: 'before' as const })))
    await approveBoth(stage, run.runId)
    const seen = stage.gateway.calls.length
    await untilRun(stage.fixture, run.runId, ['FAILED'])

    const undos = stage.gateway.calls
      .slice(seen)
      .map(({ operation }) => operation)
      .filter((operation) => /^(Set|Cancel|Supersede|Unlink|Reopen|Deactivate)/.test(operation))
    expect(undos).toEqual([
      'SetProjectStatus',
      'CancelBillingSchedule',
      'SupersedeBudget',
      'SetProjectFinancialStatus',
      'UnlinkProject',
      'ReopenContractReview',
      'DeactivateCustomerMaster',
    ])
    expectNothingLeft(stage, run)
    const handoff = await readHandoff(stage, run.handoffId)
    expect(handoff).toMatchObject({
      status: 'BLOCKED',
      projectId: null,
      contractApprovedAt: null,
      blockers: [{ code: 'GATEWAY_UNREACHABLE', category: 'TRANSIENT', system: 'PSA' }],
    })
    expect(await stage.fixture.rows(`select status from delivery.project_reservation where run_id = '${run.runId}'`)).toEqual([
      { status: 'VOID' },
    ])
  })

  it('blocks a project on which the systems disagree, and undoes it', async () => {
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
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['FAILED'])

    expect((await readHandoff(stage, run.handoffId)).blockers).toMatchObject([
      { code: 'READ_BACK_MISMATCH', message: 'value differs: crm has 400000, erp has 1.' },
    ])
    expectNothingLeft(stage, run)
    expect(
      await stage.fixture.rows(
        `select * from delivery.project_stage s join delivery.project_reservation r using (project_id) where r.run_id = '${run.runId}'`,
      ),
    ).toEqual([])
  })

  it.each([
    'ReadOpportunity',
    'ReadContract',
    'SubmitContractForReview',
    'UpsertCustomerMaster',
    'RecordContractApproval',
    'LinkProject',
    'CreateErpProject',
    'ReviseBudget',
    'CreateBillingSchedule',
    'CreatePsaProject',
    'ReadBackProject',
  ])('leaves nothing in any system when the run is cancelled during %s', async (operation) => {
    const run = await begin(stage)
    // The first steps run at once: the hook must know the run, and waits for it.
    stage.gateway.faults.push({ operation, when: 'hook', run: () => cancel(stage, run.runId, `cancel at ${operation}`) })
    const early = ['ReadOpportunity', 'ReadContract', 'SubmitContractForReview', 'UpsertCustomerMaster'].includes(operation)
    if (early) {
      const state = await untilRun(stage.fixture, run.runId, ['CANCELLED', 'WAITING_APPROVAL'])
      // The run was faster than the hook: then this is a cancel while it waits.
      if (state === 'WAITING_APPROVAL') await cancel(stage, run.runId, 'cancel while waiting')
    } else {
      await approveBoth(stage, run.runId)
    }
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

  it('parks a run whose undo fails, shows it, and goes on when an operator asks', async () => {
    const run = await begin(stage)
    const { systems, faults } = stage.gateway
    faults.push({
      operation: 'CreatePsaProject',
      when: 'refuse',
      run: () => undefined,
    })
    faults.push({
      operation: 'ReviseBudget',
      when: 'hook',
      run: () => {
        for (const project of systems.erpProjects.values())
          if (project.erpAccountId === run.accountId) systems.postedProjects.add(String(project.id))
      },
    })
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    const parked = await readHandoff(stage, run.handoffId)
    expect(parked).toMatchObject({ status: 'BLOCKED', blockers: [{ code: 'UNDO_FAILED', system: 'ERP' }] })
    const again = await stage.fixture.system.handoffs.create(
      { opportunityId: run.opportunityId, contractId: null },
      { idempotencyKey: 'on top' },
      callBy(OPS),
    )
    expect(again).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE', currentState: 'BLOCKED' }] })

    systems.postedProjects.clear()
    await cancel(stage, run.runId, 'posting was reversed')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])
    expectNothingLeft(stage, run)
  })
})
