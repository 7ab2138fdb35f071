import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { APPROVE, type ApprovalStage, aWhile, openApprovalStage, TUESDAY } from '../../support/approval-stage.ts'
import { minutesAfter, setBusinessTime } from '../../support/business-time.ts'
import { decide, FINANCE, LEGAL, person } from '../../support/delivery-fixture.ts'
import { approveAll, untilStep } from '../../support/scenario.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('a request for a decision', () => {
  it('[WO-16] goes to the next role once a level at its deadline, and the former one cannot decide any more', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    expect(legal).toMatchObject({ approverRole: 'legal', dueAt: '2026-05-28T09:00:00.000Z', escalationLevel: 0 })
    await setBusinessTime(stage.fixture, minutesAfter(legal.dueAt, -1))
    await aWhile()
    expect(await stage.read(legal.id)).toMatchObject({ status: 'PENDING', escalationLevel: 0 })

    await setBusinessTime(stage.fixture, legal.dueAt)
    const first = await stage.untilLevel(legal.id, 1)
    expect(first).toMatchObject({ status: 'ESCALATED', approverRole: 'head_of_legal', dueAt: '2026-06-01T09:00:00.000Z' })
    await aWhile()
    expect(await stage.read(legal.id)).toMatchObject({ escalationLevel: 1 })
    expect(await stage.say(legal.id, APPROVE, LEGAL)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })

    await setBusinessTime(stage.fixture, first.dueAt)
    const second = await stage.untilLevel(legal.id, 2)
    expect(second.approverRole).toBe('general_counsel')
    // Nobody is left above: it waits, and is still asked of the last one.
    await setBusinessTime(stage.fixture, minutesAfter(second.dueAt, 60))
    await aWhile()
    expect(await stage.read(legal.id)).toMatchObject({ status: 'ESCALATED', escalationLevel: 2 })
    const events = await stage.fixture.rows(
      `select payload from delivery.handoff_event where entity_id = '${legal.id}' and action = 'approval.escalated' order by sequence`,
    )
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { from: 'legal', approverRole: 'head_of_legal' },
      { from: 'head_of_legal', approverRole: 'general_counsel' },
    ])
    expect(await stage.say(legal.id, APPROVE, person('general_counsel'))).toMatchObject({
      ok: true,
      record: { status: 'APPROVED' },
    })
    await untilStep(stage, stage.runId, 'H05', 'COMPLETED')
  })

  it('is for everybody in the role again when the delegate lets the last deadline pass, and the log says so', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    for (const level of [1, 2]) {
      await setBusinessTime(stage.fixture, (await stage.read(legal.id)).dueAt)
      await stage.untilLevel(legal.id, level)
    }
    const counsel = person('general_counsel')
    const delegation = { kind: 'delegate', toWorkerId: 'wrk_away', reason: 'On leave.' } as const
    expect(await stage.say(legal.id, delegation, counsel)).toMatchObject({ ok: true })
    const { dueAt } = await stage.read(legal.id)
    await setBusinessTime(stage.fixture, minutesAfter(dueAt, -1))
    await aWhile()
    expect(await stage.read(legal.id)).toMatchObject({ delegatedToWorkerId: 'wrk_away' })

    await setBusinessTime(stage.fixture, dueAt)
    await aWhile()
    expect(await stage.read(legal.id)).toMatchObject({ delegatedToWorkerId: null, delegatedByWorkerId: null, escalationLevel: 2 })
    expect((await stage.untilNoted(legal.id)).slice(-2)).toMatchObject([
      { action: 'approval.delegated' },
      { action: 'approval.delegation_ended', payload: { delegatedTo: 'wrk_away', dueAt } },
    ])
    expect(await stage.say(legal.id, delegation, counsel)).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE' }] })
    expect(await stage.say(legal.id, APPROVE, counsel)).toMatchObject({ ok: true })
  })

  it('needs the CFO after the controller above band C, and two different people', async () => {
    const value = { amount: '700000.00', currency: 'EUR' }
    const half = { amount: '350000.00', currency: 'EUR' }
    const controller = await stage.asked('BILLING_TERMS_FINANCE', TUESDAY, {
      contract: {
        totalValue: value,
        liabilityCap: value,
        contractedMilestones: [
          { id: 'm1', name: 'Design', dueDate: '2026-09-30', amount: half },
          { id: 'm2', name: 'Go-live', dueDate: '2027-05-31', amount: half },
        ],
      },
      opportunity: { lineItems: [{ quantity: '1', unit: 'LUMP_SUM', net: value }] },
    })
    const both = { ...FINANCE, roles: ['finance_controller', 'cfo'] }
    expect(controller).toMatchObject({ band: 'D', level: 1, levelCount: 2, approverRole: 'finance_controller' })
    expect(await stage.say(controller.id, APPROVE, both)).toMatchObject({ ok: true })
    const cfo = await stage.untilSecondLevel()
    expect(cfo).toMatchObject({ approverRole: 'cfo', status: 'PENDING', dueAt: '2026-05-29T09:00:00.000Z' })

    expect(await stage.say(cfo.id, APPROVE, both)).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
    })
    expect(await stage.say(cfo.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
    await untilStep(stage, stage.runId, 'H06', 'COMPLETED')
  })

  it('keeps the route that it was asked on, whatever the policy says when the next level is asked', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    // As if the policy had had a second level when the first one was asked.
    await stage.fixture.rows(`update delivery.approval set level_count = 2, route_levels = route_levels
      || '[{"level": 2, "role": "coo", "slaBusinessHours": 8, "escalateTo": []}]' where id = '${legal.id}'`)
    expect(await decide(stage.fixture, stage.runId, 'SOW_LEGAL')).toMatchObject({ ok: true })

    const second = await stage.untilSecondLevel('SOW_LEGAL')
    expect(second).toMatchObject({ level: 2, levelCount: 2, approverRole: 'coo', band: legal.band })
    expect(await stage.say(second.id, APPROVE, person('coo'))).toMatchObject({ ok: true })
    await untilStep(stage, stage.runId, 'H05', 'COMPLETED')
  })
})

describe('a step that waits for people', () => {
  it('goes to the next role at its deadline, and the log says so', async () => {
    await stage.asked('SOW_LEGAL')
    await approveAll(stage, stage.runId)
    await untilStep(stage, stage.runId, 'H18', 'WAITING')
    const H18 = `${stage.runId}:H18`
    const [step] = await stage.fixture.rows<{ due_at: Date }>(`select due_at from delivery.workflow_step where id = '${H18}'`)
    await setBusinessTime(stage.fixture, step?.due_at.toISOString() ?? '')

    expect(await stage.untilNoted(H18)).toMatchObject([
      { action: 'step.escalated', to_state: 'WAITING', payload: { from: 'resource_manager', waitingRole: 'practice_head' } },
    ])
  })
})
