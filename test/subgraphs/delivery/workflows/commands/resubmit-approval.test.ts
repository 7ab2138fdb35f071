import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import {
  AGAIN,
  APPROVE,
  type ApprovalStage,
  aWhile,
  openApprovalStage,
  SEND_BACK,
  TUESDAY,
} from '../../support/approval-stage.ts'
import { setBusinessTime } from '../../support/business-time.ts'
import { callBy, FINANCE, LEGAL, person, SALES } from '../../support/delivery-fixture.ts'

let stage: ApprovalStage

beforeAll(async () => {
  stage = await openApprovalStage()
})
afterEach(() => stage.endRun())
afterAll(() => stage.close())

describe('an approval that was sent back', () => {
  it('stands still while it is sent back, over a weekend and a holiday, and comes again with the hours that were left', async () => {
    // Friday before Whit Monday, 10:00 in Berlin: eight hours are over on Tuesday at 10:00.
    const finance = await stage.asked('BILLING_TERMS_FINANCE', '2026-05-22T08:00:00Z')
    expect(finance.dueAt).toBe('2026-05-26T08:00:00.000Z')
    await setBusinessTime(stage.fixture, '2026-05-22T13:00:00Z')
    expect(await stage.say(finance.id, SEND_BACK, FINANCE)).toMatchObject({ ok: true, record: { status: 'SENT_BACK' } })
    expect(await stage.say(finance.id, APPROVE, FINANCE)).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'SENT_BACK' }],
    })
    await setBusinessTime(stage.fixture, '2026-05-26T10:00:00Z')
    await aWhile()
    expect(await stage.read(finance.id)).toMatchObject({ status: 'SENT_BACK', escalationLevel: 0 })

    expect(await stage.say(finance.id, AGAIN, LEGAL)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'reworker' }],
    })
    expect(await stage.say(finance.id, AGAIN, SALES)).toMatchObject({
      ok: true,
      // Two hours of Friday and three of Tuesday stood still; the three that were left begin on Tuesday at 12:00.
      record: { status: 'PENDING', dueAt: '2026-05-26T13:00:00.000Z', pausedHours: '5.00', decision: null },
    })
    expect(await stage.say(finance.id, AGAIN, SALES)).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'PENDING' }],
    })
    await setBusinessTime(stage.fixture, '2026-05-26T13:00:00Z')
    expect(await stage.untilLevel(finance.id, 1)).toMatchObject({ approverRole: 'cfo' })
    expect(await stage.say(finance.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
  })

  it('that comes again after rework is asked in a new round about the contract as it is now, with the time that was left', async () => {
    const finance = await stage.asked('BILLING_TERMS_FINANCE')
    expect(await stage.say(finance.id, SEND_BACK, FINANCE)).toMatchObject({ ok: true })
    stage.rework(finance.contractId, '700000.00')
    await setBusinessTime(stage.fixture, '2026-05-26T10:00:00Z')
    expect(await stage.say(finance.id, AGAIN, SALES)).toMatchObject({ ok: true })

    const again = await stage.untilRound('BILLING_TERMS_FINANCE', 2)
    expect(again).toMatchObject({ status: 'PENDING', band: 'D', amount: { amount: '700000.00' } })
    // Eight hours were left, and the clock stood still for one.
    expect(again.dueAt).toBe('2026-05-27T10:00:00.000Z')
    expect(await stage.read(finance.id)).toMatchObject({ status: 'CANCELLED' })
    expect(await stage.untilRound('SOW_LEGAL', 2)).toMatchObject({ status: 'PENDING', amount: { amount: '700000.00' } })
  })

  it('is not decided by whoever sent the rework again or accepted the sale, under whatever role', async () => {
    const finance = await stage.asked('BILLING_TERMS_FINANCE', TUESDAY, { opportunity: { acceptedBy: { id: 'wrk_acceptor' } } })
    await stage.say(finance.id, SEND_BACK, FINANCE)
    expect(await stage.say(finance.id, AGAIN, SALES)).toMatchObject({ ok: true })

    const acceptor = person('finance_controller', { subject: 'acceptor', workerId: 'wrk_acceptor' })
    const { approvals } = stage.fixture.system
    const parties = [
      ['submittedBy', { ...SALES, roles: ['finance_controller'] }],
      ['acceptedBy', acceptor],
    ] as const
    for (const [part, by] of parties) {
      expect(await stage.say(finance.id, APPROVE, by)).toMatchObject({ ok: false, errors: [{ policy: 'segregation_of_duties' }] })
      expect((await approvals.participantsOf(finance.id, callBy(by)))?.[part]).toContain(by.workerId)
      const inbox = await approvals.list({ filter: { waitingFor: by }, first: 100 }, callBy(by))
      expect(inbox.records.map(({ id }) => id)).not.toContain(finance.id)
    }
    expect(await stage.say(finance.id, APPROVE, FINANCE)).toMatchObject({ ok: true })
  })
})
