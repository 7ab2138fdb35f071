import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { Approval, ApprovalAction, ApprovalKind } from '../../../../subgraphs/delivery/port.ts'
import { minutesAfter, setBusinessTime } from '../support/business-time.ts'
import { approvalOf, callBy, decide, FINANCE, LEGAL, OPS, person, SALES, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, openTasks, readHandoff, resolve, untilStep } from '../support/scenario.ts'

let stage: Stage
let runId = ''

beforeAll(async () => {
  stage = await openStage()
})
afterEach(async () => {
  // Its deadlines would ring in the next test.
  await cancel(stage, runId, 'over')
  await untilRun(stage.fixture, runId, ['CANCELLED'])
})
afterAll(() => stage.close())

const APPROVE: ApprovalAction = { kind: 'decide', decision: 'APPROVE', comment: null }
const SEND_BACK: ApprovalAction = { kind: 'decide', decision: 'SEND_BACK', comment: 'Name the acceptance criteria.' }
const AGAIN: ApprovalAction = { kind: 'resubmit', comment: 'They are named now.' }
const TUESDAY = '2026-05-26T09:00:00Z' // 11:00 in Berlin

/** A run that asks for approvals since an instant, and the request of a kind. */
async function asked(kind: ApprovalKind, at = TUESDAY, overrides: Parameters<typeof begin>[1] = {}): Promise<Approval> {
  await setBusinessTime(stage.fixture, at)
  const run = await begin(stage, overrides)
  runId = run.runId
  return approvalOf(stage.fixture, runId, kind)
}

const read = async (id: string): Promise<Approval> => {
  const [approval] = await stage.fixture.system.approvals.getByIds([id], callBy(OPS))
  if (approval == null) throw new Error(`approval ${id} does not exist`)
  return approval
}

let keys = 0
const say = (id: string, action: ApprovalAction, by: Principal, key?: string) => {
  keys += 1
  return stage.fixture.system.approvals.act(id, action, { idempotencyKey: key ?? `say ${keys}` }, callBy(by))
}

async function untilLevel(id: string, level: number): Promise<Approval> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const approval = await read(id)
    if (approval.escalationLevel === level) return approval
    if (Date.now() > deadline) throw new Error(`approval ${id} is at level ${approval.escalationLevel}, not ${level}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

/** Longer than the worker needs to hear an alarm. */
const aWhile = () => new Promise((proceed) => setTimeout(proceed, 1_300))

describe('an approval', () => {
  it('[WO-16] goes to the next role once a level at its deadline, and the former one cannot decide any more', async () => {
    const legal = await asked('SOW_LEGAL')
    expect(legal).toMatchObject({ approverRole: 'legal', dueAt: '2026-05-28T09:00:00.000Z', escalationLevel: 0 })
    await setBusinessTime(stage.fixture, minutesAfter(legal.dueAt, -1))
    await aWhile()
    expect(await read(legal.id)).toMatchObject({ status: 'PENDING', escalationLevel: 0 })

    await setBusinessTime(stage.fixture, legal.dueAt)
    const first = await untilLevel(legal.id, 1)
    expect(first).toMatchObject({ status: 'ESCALATED', approverRole: 'head_of_legal', dueAt: '2026-06-01T09:00:00.000Z' })
    await aWhile()
    expect(await read(legal.id)).toMatchObject({ escalationLevel: 1 })
    expect(await say(legal.id, APPROVE, LEGAL)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })

    await setBusinessTime(stage.fixture, first.dueAt)
    const second = await untilLevel(legal.id, 2)
    expect(second.approverRole).toBe('general_counsel')
    // Nobody is left above: it waits, and is still asked of the last one.
    await setBusinessTime(stage.fixture, minutesAfter(second.dueAt, 60))
    await aWhile()
    expect(await read(legal.id)).toMatchObject({ status: 'ESCALATED', escalationLevel: 2 })
    const events = await stage.fixture.rows(
      `select payload from delivery.handoff_event where entity_id = '${legal.id}' and action = 'approval.escalated' order by sequence`,
    )
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { from: 'legal', approverRole: 'head_of_legal' },
      { from: 'head_of_legal', approverRole: 'general_counsel' },
    ])
    expect(await say(legal.id, APPROVE, person('general_counsel'))).toMatchObject({ ok: true, record: { status: 'APPROVED' } })
    await untilStep(stage, runId, 'H05', 'COMPLETED')
  })

  it('[WO-16] can be delegated by a person in its role; the delegate needs the role too, and had no part in it', async () => {
    const legal = await asked('SOW_LEGAL')
    const delegate = (toWorkerId: string, by: Principal) =>
      say(legal.id, { kind: 'delegate', toWorkerId, reason: 'On leave.' }, by)
    const lawyer = person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' })

    expect(await delegate('wrk_lawyer', FINANCE)).toMatchObject({ ok: false, errors: [{ policy: 'approver_role' }] })
    expect(await delegate('wrk_legal', LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE' }] })
    expect(await delegate('wrk_lawyer', LEGAL)).toMatchObject({
      ok: true,
      record: { delegatedToWorkerId: 'wrk_lawyer', delegatedByWorkerId: 'wrk_legal', status: 'PENDING' },
    })
    expect(await say(legal.id, APPROVE, LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'FORBIDDEN', policy: 'delegate' }] })
    expect(await say(legal.id, APPROVE, { ...lawyer, roles: ['account_executive'] })).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })
    // Four eyes hold for delegates too: the requester, and whoever has decided on something else, are refused at once.
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    for (const party of ['wrk_deliveryops', 'wrk_financecontroller']) {
      expect(await delegate(party, lawyer)).toMatchObject({
        ok: false,
        errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
      })
    }
  })

  it('is no dead end when the delegate is away: the delegator and anybody in the role take it back', async () => {
    const legal = await asked('SOW_LEGAL')
    const delegate = (toWorkerId: string, by: Principal) =>
      say(legal.id, { kind: 'delegate', toWorkerId, reason: 'On leave.' }, by)
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
    expect(await say(legal.id, APPROVE, LEGAL)).toMatchObject({ ok: true })
  })

  it('stands still while it is sent back, over a weekend and a holiday, and comes again with the hours that were left', async () => {
    // Friday before Whit Monday, 10:00 in Berlin: eight hours are over on Tuesday at 10:00.
    const finance = await asked('BILLING_TERMS_FINANCE', '2026-05-22T08:00:00Z')
    expect(finance.dueAt).toBe('2026-05-26T08:00:00.000Z')
    await setBusinessTime(stage.fixture, '2026-05-22T13:00:00Z')
    expect(await say(finance.id, SEND_BACK, FINANCE)).toMatchObject({ ok: true, record: { status: 'SENT_BACK' } })
    expect(await say(finance.id, APPROVE, FINANCE)).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'SENT_BACK' }],
    })
    await setBusinessTime(stage.fixture, '2026-05-26T10:00:00Z')
    await aWhile()
    expect(await read(finance.id)).toMatchObject({ status: 'SENT_BACK', escalationLevel: 0 })

    expect(await say(finance.id, AGAIN, LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'FORBIDDEN', policy: 'reworker' }] })
    expect(await say(finance.id, AGAIN, SALES)).toMatchObject({
      ok: true,
      // Two hours of Friday and three of Tuesday stood still; the three that were left begin on Tuesday at 12:00.
      record: { status: 'PENDING', dueAt: '2026-05-26T13:00:00.000Z', pausedHours: '5.00', decision: null },
    })
    expect(await say(finance.id, AGAIN, SALES)).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'PENDING' }],
    })
    await setBusinessTime(stage.fixture, '2026-05-26T13:00:00Z')
    expect(await untilLevel(finance.id, 1)).toMatchObject({ approverRole: 'cfo' })
    expect(await say(finance.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
  })

  it('answers a decision that is repeated, and says when a second one was too late', async () => {
    const legal = await asked('SOW_LEGAL')
    expect(await say(legal.id, APPROVE, LEGAL, 'once')).toMatchObject({ ok: true, replayed: false })

    expect(await say(legal.id, APPROVE, LEGAL, 'once')).toMatchObject({
      ok: true,
      replayed: true,
      record: { status: 'APPROVED' },
    })
    expect(await say(legal.id, SEND_BACK, LEGAL, 'once')).toMatchObject({ ok: false, errors: [{ code: 'IDEMPOTENCY_MISMATCH' }] })
    for (const action of [APPROVE, SEND_BACK, { kind: 'delegate', toWorkerId: 'wrk_other', reason: 'r' }] as const) {
      expect(await say(legal.id, action, LEGAL)).toMatchObject({
        ok: false,
        errors: [{ code: 'INVALID_STATE', currentState: 'APPROVED', message: expect.stringContaining('2026-05-26T09:00:00') }],
      })
    }
    const events = await stage.fixture.rows(
      `select 1 from delivery.handoff_event where entity_id = '${legal.id}' and action = 'approval.approved'`,
    )
    expect(events).toHaveLength(1)
  })

  it('needs the CFO after the controller above band C, and two different people', async () => {
    const value = { amount: '700000.00', currency: 'EUR' }
    const half = { amount: '350000.00', currency: 'EUR' }
    const controller = await asked('BILLING_TERMS_FINANCE', TUESDAY, {
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
    expect(await say(controller.id, APPROVE, both)).toMatchObject({ ok: true })
    const cfo = await untilSecondLevel()
    expect(cfo).toMatchObject({ approverRole: 'cfo', status: 'PENDING', dueAt: '2026-05-29T09:00:00.000Z' })

    expect(await say(cfo.id, APPROVE, both)).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
    })
    expect(await say(cfo.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
    await untilStep(stage, runId, 'H06', 'COMPLETED')
  })

  it('lets delivery operations choose another template with a reason, and the project is made from it', async () => {
    await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    const template = await approvalOf(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')
    const choose = (templateCode: string, by: Principal) =>
      say(template.id, { kind: 'choose-template', templateCode, reason: 'Three sites only.' }, by)
    const lead = person('delivery_ops', { subject: 'delivery_lead', workerId: 'wrk_deliverylead' })

    expect(await choose('IMPL-LITE', LEGAL)).toMatchObject({ ok: false, errors: [{ code: 'FORBIDDEN' }] })
    expect(await choose('NONE', lead)).toMatchObject({
      ok: false,
      errors: [{ code: 'VALIDATION_FAILED', rule: 'TEMPLATE_UNKNOWN' }],
    })
    expect(await choose('IMPL-LITE', lead)).toMatchObject({ ok: true, record: { status: 'PENDING' } })
    await decide(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, runId, 'H18', 'WAITING')

    const results = await stage.fixture.rows<{ key: string; result: { templateCode: string } }>(
      `select key, result from delivery.workflow_step where run_id = '${runId}' and key in ('H07', 'H09') order by key`,
    )
    expect(results.map(({ result }) => result)).toMatchObject([
      { templateCode: 'IMPL-LITE', isOverridden: true, reason: 'Three sites only.' },
      { templateCode: 'IMPL-LITE' },
    ])
    const events = await stage.fixture.rows(
      `select actor, from_state, to_state, payload from delivery.handoff_event where action = 'approval.template_chosen'
       and entity_id = '${template.id}'`,
    )
    expect(events).toEqual([
      {
        actor: 'delivery_lead',
        from_state: 'PENDING',
        to_state: 'PENDING',
        payload: { templateCode: 'IMPL-LITE', reason: 'given' },
      },
    ])
  })

  it('goes back to the account executive with the comment when it is refused, and is asked again after the rework', async () => {
    const legal = await asked('SOW_LEGAL')
    expect(await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')).toMatchObject({ ok: true, record: { status: 'REJECTED' } })
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])
    expect(await readHandoff(stage, legal.handoffId)).toMatchObject({
      status: 'BLOCKED',
      blockers: [{ code: 'APPROVAL_REJECTED', message: 'Liability is not capped.', ownerRole: 'account_executive' }],
    })
    expect(await openTasks(stage, runId)).toMatchObject([{ stepKey: 'H05', assigneeRole: 'account_executive' }])
    expect(stage.gateway.calls.some(({ key }) => key.startsWith('ho:') && key.includes(`${runId}:H08`))).toBe(false)

    await resolve(stage, runId, 'RETRY')
    await untilStep(stage, runId, 'H05', 'WAITING')
    const again = await approvalOf(stage.fixture, runId, 'SOW_LEGAL')
    expect(again).toMatchObject({ round: 2, status: 'PENDING' })
    // The same question is for the same people: whoever refused may look at what was reworked.
    const { approvals } = stage.fixture.system
    expect((await approvals.participantsOf(again.id, callBy(LEGAL)))?.otherDeciders).not.toContain('legal')
    const inbox = await approvals.list({ filter: { waitingFor: LEGAL }, first: 100 }, callBy(LEGAL))
    expect(inbox.records.map(({ id }) => id)).toContain(again.id)
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')
  })

  it('asks after a refusal about the contract as it was reworked, and what was approved before is asked anew', async () => {
    const refused = await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await untilStep(stage, runId, 'H06', 'COMPLETED')
    await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])
    rework(refused.contractId, '700000.00')
    await resolve(stage, runId, 'RETRY')

    const legal = await untilRound('SOW_LEGAL', 2)
    expect(legal).toMatchObject({ status: 'PENDING', amount: { amount: '700000.00' } })
    const finance = await untilRound('BILLING_TERMS_FINANCE', 2)
    expect(finance).toMatchObject({ status: 'PENDING', band: 'D', levelCount: 2, amount: { amount: '700000.00' } })
    expect(await readHandoff(stage, legal.handoffId)).toMatchObject({ status: 'AWAITING_APPROVAL', blockers: [] })
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    const cfo = await untilSecondLevel()
    expect(await say(cfo.id, APPROVE, person('cfo'))).toMatchObject({ ok: true })
    expect(await decide(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')).toMatchObject({ ok: true })
    await untilStep(stage, runId, 'H18', 'WAITING')
    const { projectId } = await readHandoff(stage, legal.handoffId)
    expect(stage.gateway.systems.erpProjects.get(projectId ?? '')).toMatchObject({ contractValue: { amount: '700000.00' } })
  })

  it('submits a contract again that was withdrawn from review for its rework', async () => {
    const refused = await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])
    rework(refused.contractId, '700000.00', { status: 'DRAFT' })
    await resolve(stage, runId, 'RETRY')

    expect(await untilRound('SOW_LEGAL', 2)).toMatchObject({ status: 'PENDING' })
    expect(stage.gateway.systems.contracts.get(refused.contractId)).toMatchObject({ status: 'IN_REVIEW' })
  })

  it('keeps what was approved when a refusal changed nothing', async () => {
    await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await untilStep(stage, runId, 'H06', 'COMPLETED')
    await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])
    await resolve(stage, runId, 'RETRY')

    await untilRound('SOW_LEGAL', 2)
    expect(await approvalOf(stage.fixture, runId, 'BILLING_TERMS_FINANCE')).toMatchObject({ round: 1, status: 'APPROVED' })
  })

  it('that comes again after rework is asked in a new round about the contract as it is now, with the time that was left', async () => {
    const finance = await asked('BILLING_TERMS_FINANCE')
    expect(await say(finance.id, SEND_BACK, FINANCE)).toMatchObject({ ok: true })
    rework(finance.contractId, '700000.00')
    await setBusinessTime(stage.fixture, '2026-05-26T10:00:00Z')
    expect(await say(finance.id, AGAIN, SALES)).toMatchObject({ ok: true })

    const again = await untilRound('BILLING_TERMS_FINANCE', 2)
    expect(again).toMatchObject({ status: 'PENDING', band: 'D', amount: { amount: '700000.00' } })
    // Eight hours were left, and the clock stood still for one.
    expect(again.dueAt).toBe('2026-05-27T10:00:00.000Z')
    expect(await read(finance.id)).toMatchObject({ status: 'CANCELLED' })
    expect(await untilRound('SOW_LEGAL', 2)).toMatchObject({ status: 'PENDING', amount: { amount: '700000.00' } })
  })

  it('of a contract that is changed afterwards is not recorded: a person looks, and everybody is asked anew', async () => {
    const legal = await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'SOW_LEGAL')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')
    await approvalOf(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')
    rework(legal.contractId, '500000.00')
    await decide(stage.fixture, runId, 'TEMPLATE_DELIVERY_OPS')
    await untilStep(stage, runId, 'H08', 'IN_REVIEW')
    expect(await openTasks(stage, runId)).toMatchObject([{ stepKey: 'H08', code: 'CONFLICT' }])
    expect(stage.gateway.systems.contracts.get(legal.contractId)).toMatchObject({ status: 'IN_REVIEW' })

    await resolve(stage, runId, 'RETRY')
    for (const kind of ['SOW_LEGAL', 'BILLING_TERMS_FINANCE', 'TEMPLATE_DELIVERY_OPS'] as const) {
      expect(await untilRound(kind, 2)).toMatchObject({ status: 'PENDING', amount: { amount: '500000.00' } })
      await decide(stage.fixture, runId, kind)
    }
    await untilStep(stage, runId, 'H18', 'WAITING')
    expect(stage.gateway.systems.contracts.get(legal.contractId)).toMatchObject({ status: 'APPROVED' })
  })

  it('keeps the route that it was asked on, whatever the policy says when the next level is asked', async () => {
    const legal = await asked('SOW_LEGAL')
    // As if the policy had had a second level when the first one was asked.
    await stage.fixture.rows(`update delivery.approval set level_count = 2, route_levels = route_levels
      || '[{"level": 2, "role": "coo", "slaBusinessHours": 8, "escalateTo": []}]' where id = '${legal.id}'`)
    expect(await decide(stage.fixture, runId, 'SOW_LEGAL')).toMatchObject({ ok: true })

    const second = await untilSecondLevel('SOW_LEGAL')
    expect(second).toMatchObject({ level: 2, levelCount: 2, approverRole: 'coo', band: legal.band })
    expect(await say(second.id, APPROVE, person('coo'))).toMatchObject({ ok: true })
    await untilStep(stage, runId, 'H05', 'COMPLETED')
  })

  it('is not decided by whoever sent the rework again or accepted the sale, under whatever role', async () => {
    const finance = await asked('BILLING_TERMS_FINANCE', TUESDAY, { opportunity: { acceptedBy: { id: 'wrk_acceptor' } } })
    await say(finance.id, SEND_BACK, FINANCE)
    expect(await say(finance.id, AGAIN, SALES)).toMatchObject({ ok: true })

    const acceptor = person('finance_controller', { subject: 'acceptor', workerId: 'wrk_acceptor' })
    const { approvals } = stage.fixture.system
    for (const by of [{ ...SALES, roles: ['finance_controller'] }, acceptor]) {
      expect(await say(finance.id, APPROVE, by)).toMatchObject({ ok: false, errors: [{ policy: 'segregation_of_duties' }] })
      expect((await approvals.participantsOf(finance.id, callBy(by)))?.otherDeciders).toContain(by.workerId)
      const inbox = await approvals.list({ filter: { waitingFor: by }, first: 100 }, callBy(by))
      expect(inbox.records.map(({ id }) => id)).not.toContain(finance.id)
    }
    expect(await say(finance.id, APPROVE, FINANCE)).toMatchObject({ ok: true })
  })

  it('stops the run once when both legal and finance refuse, with a task for each', async () => {
    await asked('SOW_LEGAL')
    await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')
    await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE', 'REJECT')
    await untilStep(stage, runId, 'H05', 'IN_REVIEW')
    await untilStep(stage, runId, 'H06', 'IN_REVIEW')

    expect((await openTasks(stage, runId)).map(({ stepKey }) => stepKey).toSorted()).toEqual(['H05', 'H06'])
    await resolve(stage, runId, 'RETRY')
    await resolve(stage, runId, 'RETRY')
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
  })
})

describe('a step that waits for people', () => {
  it('goes to the next role at its deadline, and the log says so', async () => {
    await asked('SOW_LEGAL')
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')
    const H18 = `${runId}:H18`
    const [step] = await stage.fixture.rows<{ due_at: Date }>(`select due_at from delivery.workflow_step where id = '${H18}'`)
    await setBusinessTime(stage.fixture, step?.due_at.toISOString() ?? '')

    expect(await untilNoted(H18)).toMatchObject([
      { action: 'step.escalated', to_state: 'WAITING', payload: { from: 'resource_manager', waitingRole: 'practice_head' } },
    ])
  })
})

/** Notes of the log about a record; waits for the first one. */
async function untilNoted(entityId: string) {
  const deadline = Date.now() + 10_000
  for (;;) {
    const events = await stage.fixture.rows(
      `select action, to_state, payload from delivery.handoff_event where entity_id = '${entityId}' and from_state = to_state`,
    )
    if (events.length > 0) return events
    if (Date.now() > deadline) throw new Error(`nothing was noted about ${entityId}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

async function untilSecondLevel(kind: ApprovalKind = 'BILLING_TERMS_FINANCE'): Promise<Approval> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const approval = await approvalOf(stage.fixture, runId, kind)
    if (approval.level === 2) return approval
    if (Date.now() > deadline) throw new Error('the second level was not asked')
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

async function untilRound(kind: ApprovalKind, round: number): Promise<Approval> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const approval = await approvalOf(stage.fixture, runId, kind)
    if (approval.round === round) return approval
    if (Date.now() > deadline) throw new Error(`${kind} is in round ${approval.round}, not ${round}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

/** Sales change the value of a contract and of its sale. */
function rework(contractId: string, amount: string, changes: { readonly status?: 'DRAFT' } = {}): void {
  const { contracts, opportunities } = stage.gateway.systems
  const contract = { ...contracts.get(contractId) }
  const { id: opportunityId } = contract.opportunity as { readonly id: string }
  const value = { amount, currency: 'EUR' }
  const half = { amount: String(Number(amount) / 2), currency: 'EUR' }
  contracts.set(contractId, {
    ...contract,
    ...changes,
    revision: Number(contract.revision) + 1,
    totalValue: value,
    liabilityCap: value,
    contractedMilestones: [
      { id: 'm1', name: 'Design', dueDate: '2026-09-30', amount: half },
      { id: 'm2', name: 'Go-live', dueDate: '2027-05-31', amount: half },
    ],
  })
  opportunities.set(opportunityId, {
    ...opportunities.get(opportunityId),
    lineItems: [{ quantity: '1', unit: 'LUMP_SUM', net: value }],
  })
}
