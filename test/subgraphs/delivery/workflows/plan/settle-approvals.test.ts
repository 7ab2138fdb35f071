import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type ApprovalStage, openApprovalStage } from '../../support/approval-stage.ts'
import { approvalOf, callBy, decide, LEGAL, untilRun } from '../../support/delivery-fixture.ts'
import { approveAll, openTasks, readHandoff, resolve, untilStep } from '../../support/scenario.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('an approval that is refused', () => {
  it('goes back to the account executive with the comment when it is refused, and is asked again after the rework', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    expect(await decide(stage.fixture, stage.runId, 'SOW_LEGAL', 'REJECT')).toMatchObject({
      ok: true,
      record: { status: 'REJECTED' },
    })
    await untilRun(stage.fixture, stage.runId, ['IN_REVIEW'])
    expect(await readHandoff(stage, legal.handoffId)).toMatchObject({
      status: 'BLOCKED',
      blockers: [{ code: 'APPROVAL_REJECTED', message: 'Liability is not capped.', ownerRole: 'account_executive' }],
    })
    expect(await openTasks(stage, stage.runId)).toMatchObject([{ stepKey: 'H05', assigneeRole: 'account_executive' }])
    expect(stage.gateway.calls.some(({ key }) => key.startsWith('ho:') && key.includes(`${stage.runId}:H08`))).toBe(false)

    await resolve(stage, stage.runId, 'RETRY')
    await untilStep(stage, stage.runId, 'H05', 'WAITING')
    const again = await approvalOf(stage.fixture, stage.runId, 'SOW_LEGAL')
    expect(again).toMatchObject({ round: 2, status: 'PENDING' })
    // The same question is for the same people: whoever refused may look at what was reworked.
    const { approvals } = stage.fixture.system
    expect((await approvals.participantsOf(again.id, callBy(LEGAL)))?.previousDeciders).toEqual([])
    const inbox = await approvals.list({ filter: { waitingFor: LEGAL }, first: 100 }, callBy(LEGAL))
    expect(inbox.records.map(({ id }) => id)).toContain(again.id)
    await approveAll(stage, stage.runId)
    await untilStep(stage, stage.runId, 'H18', 'WAITING')
  })

  it('submits a contract again that was withdrawn from review for its rework', async () => {
    const { contractId } = await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, stage.runId, ['IN_REVIEW'])
    stage.rework(contractId, '700000.00', { status: 'DRAFT' })
    await resolve(stage, stage.runId, 'RETRY')

    expect(await stage.untilRound('SOW_LEGAL', 2)).toMatchObject({ status: 'PENDING' })
    expect(stage.gateway.systems.contracts.get(contractId)).toMatchObject({ status: 'IN_REVIEW' })
  })

  it('keeps what was approved when a refusal changed nothing', async () => {
    await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    await untilStep(stage, stage.runId, 'H06', 'COMPLETED')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, stage.runId, ['IN_REVIEW'])
    await resolve(stage, stage.runId, 'RETRY')

    await stage.untilRound('SOW_LEGAL', 2)
    expect(await approvalOf(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')).toMatchObject({ round: 1, status: 'APPROVED' })
  })

  it('stops the run once when both legal and finance refuse, with a task for each', async () => {
    await stage.asked('SOW_LEGAL')
    await decide(stage.fixture, stage.runId, 'SOW_LEGAL', 'REJECT')
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE', 'REJECT')
    await untilStep(stage, stage.runId, 'H05', 'IN_REVIEW')
    await untilStep(stage, stage.runId, 'H06', 'IN_REVIEW')

    expect((await openTasks(stage, stage.runId)).map(({ stepKey }) => stepKey).toSorted()).toEqual(['H05', 'H06'])
    await resolve(stage, stage.runId, 'RETRY')
    await resolve(stage, stage.runId, 'RETRY')
    await untilRun(stage.fixture, stage.runId, ['WAITING_APPROVAL'])
  })
})
