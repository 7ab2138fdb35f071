import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { APPROVE, type ApprovalStage, openApprovalStage, SEND_BACK } from '../../support/approval-stage.ts'
import { LEGAL } from '../../support/delivery-fixture.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('a decision', () => {
  it('answers a decision that is repeated, and says when a second one was too late', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    expect(await stage.say(legal.id, APPROVE, LEGAL, 'once')).toMatchObject({ ok: true, replayed: false })

    expect(await stage.say(legal.id, APPROVE, LEGAL, 'once')).toMatchObject({
      ok: true,
      replayed: true,
      record: { status: 'APPROVED' },
    })
    expect(await stage.say(legal.id, SEND_BACK, LEGAL, 'once')).toMatchObject({
      ok: false,
      errors: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    })
    for (const action of [APPROVE, SEND_BACK, { kind: 'delegate', toWorkerId: 'wrk_other', reason: 'r' }] as const) {
      expect(await stage.say(legal.id, action, LEGAL)).toMatchObject({
        ok: false,
        errors: [{ code: 'INVALID_STATE', currentState: 'APPROVED', message: expect.stringContaining('2026-05-26T09:00:00') }],
      })
    }
    const events = await stage.fixture.rows(
      `select 1 from delivery.handoff_event where entity_id = '${legal.id}' and action = 'approval.approved'`,
    )
    expect(events).toHaveLength(1)
  })
})
