import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../../contracts/wire/principal.ts'
import { APPROVE, type ApprovalStage, openApprovalStage } from '../../support/approval-stage.ts'
import { decide, FINANCE, LEGAL, person } from '../../support/delivery-fixture.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('an approval', () => {
  it('[WO-16] can be delegated by a person in its role; the delegate needs the role too, and had no part in it', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    const delegate = (toWorkerId: string, by: Principal) =>
      stage.say(legal.id, { kind: 'delegate', toWorkerId, reason: 'On leave.' }, by)
    const lawyer = person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' })

    expect(await delegate('wrk_lawyer', FINANCE)).toMatchObject({ ok: false, errors: [{ policy: 'approver_role' }] })
    expect(await delegate('wrk_legal', LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE' }] })
    expect(await delegate('wrk_lawyer', LEGAL)).toMatchObject({
      ok: true,
      record: { delegatedToWorkerId: 'wrk_lawyer', delegatedByWorkerId: 'wrk_legal', status: 'PENDING' },
    })
    expect(await stage.say(legal.id, APPROVE, LEGAL)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'delegate' }],
    })
    expect(await stage.say(legal.id, APPROVE, { ...lawyer, roles: ['account_executive'] })).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })
    // Four eyes hold for delegates too: the requester, and whoever has decided on something else, are refused at once.
    await decide(stage.fixture, stage.runId, 'BILLING_TERMS_FINANCE')
    for (const party of ['wrk_deliveryops', 'wrk_financecontroller']) {
      expect(await delegate(party, lawyer)).toMatchObject({
        ok: false,
        errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
      })
    }
  })

  it('is no dead end when the delegate is away: the delegator and anybody in the role take it back', async () => {
    const legal = await stage.asked('SOW_LEGAL')
    const delegate = (toWorkerId: string, by: Principal) =>
      stage.say(legal.id, { kind: 'delegate', toWorkerId, reason: 'On leave.' }, by)
    const lawyer = person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' })

    for (const by of [LEGAL, lawyer]) {
      expect(await delegate('wrk_gone', LEGAL)).toMatchObject({ ok: true, record: { delegatedToWorkerId: 'wrk_gone' } })
      expect(await delegate('wrk_financecontroller', FINANCE)).toMatchObject({
        ok: false,
        errors: [{ policy: 'approver_role' }],
      })
      expect(await delegate(by.workerId ?? '', by)).toMatchObject({
        ok: true,
        record: { delegatedToWorkerId: null, delegatedByWorkerId: null, status: 'PENDING' },
      })
    }
    expect(await stage.say(legal.id, APPROVE, LEGAL)).toMatchObject({ ok: true })
  })
})
