import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { APPROVE, type ApprovalStage, openApprovalStage } from '../../support/approval-stage.ts'
import { approvalOf, decide, person, untilRun } from '../../support/delivery-fixture.ts'
import { openTasks, readHandoff, resolve, untilStep } from '../../support/scenario.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('an approval of a contract that changed', () => {
  it('asks after a refusal about the contract as it was reworked, and what was approved before is asked anew', async () => {
    const refused = await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    await untilStep(stage, stage.runId, 'H06', 'COMPLETED')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, stage.runId, ['IN_REVIEW'])
    stage.rework(refused.contractId, '700000.00')
    await resolve(stage, stage.runId, 'RETRY')

    const legal = await stage.untilRound('SOW_LEGAL', 2)
    expect(legal).toMatchObject({ status: 'PENDING', amount: { amount: '700000.00' } })
    const finance = await stage.untilRound('BILLING_TERMS_FINANCE', 2)
    expect(finance).toMatchObject({ status: 'PENDING', band: 'D', levelCount: 2, amount: { amount: '700000.00' } })
    expect(await readHandoff(stage, legal.handoffId)).toMatchObject({ status: 'AWAITING_APPROVAL', blockers: [] })
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    const cfo = await stage.untilSecondLevel()
    expect(await stage.say(cfo.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
    expect(await decide(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')).toMatchObject({ ok: true })
    await untilStep(stage, stage.runId, 'H18', 'WAITING')
    const { projectId } = await readHandoff(stage, legal.handoffId)
    expect(stage.gateway.systems.erpProjects.get(projectId ?? '')).toMatchObject({ contractValue: { amount: '700000.00' } })
  })

  it('of a contract that is changed afterwards is not recorded: a person looks, and everybody is asked anew', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    await approvalOf(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    stage.rework(legal.contractId, '500000.00')
    await decide(stage.fixture, stage.runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, stage.runId, 'H08', 'IN_REVIEW')
    expect(await openTasks(stage, stage.runId)).toMatchObject([{ stepKey: 'H08', code: 'CONFLICT' }])
    expect(stage.gateway.systems.contracts.get(legal.contractId)).toMatchObject({ status: 'IN_REVIEW' })

    await resolve(stage, stage.runId, 'RETRY')
    for (const kind of ['SOW_LEGAL', 'BILLING_TERMS_FINANCE', 'TEMPLATE_DELIVERY_OPS'] as const) {
      expect(await stage.untilRound(kind, 2)).toMatchObject({ status: 'PENDING', amount: { amount: '500000.00' } })
      await decide(stage.fixture, stage.runId, kind)
    }
    await untilStep(stage, stage.runId, 'H18', 'WAITING')
    expect(stage.gateway.systems.contracts.get(legal.contractId)).toMatchObject({ status: 'APPROVED' })
  })
})
