import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type AuditedEntity, isTransition } from '../../../../subgraphs/delivery/states.ts'
import { approvalOf, callBy, decide, FINANCE, LEGAL, OPS, person, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, nextSuffix, readHandoff, resolve, staffAndKickOff, untilStep } from '../support/scenario.ts'
import { BILLING } from '../support/sold-engagement.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.gateway.faults.length = 0
})

const SKIPPED = ['H04', 'H15', 'H17']
const ALL = Array.from({ length: 20 }, (_, index) => `H${String(index + 1).padStart(2, '0')}`)

describe('sow-to-project@2', () => {
  it('takes an accepted opportunity to a project whose kickoff was held', async () => {
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await staffAndKickOff(stage, run)

    const steps = await stage.fixture.rows(
      `select key, status, attempt, external_reference, reason from delivery.workflow_step where run_id = '${run.runId}' order by position`,
    )
    expect(steps.map(({ key, status, attempt }) => `${key} ${status} ${attempt}`)).toEqual(
      ALL.map((key) => `${key} ${SKIPPED.includes(key) ? 'SKIPPED' : 'COMPLETED'} 1`),
    )
    expect(steps.filter(({ status }) => status === 'SKIPPED').map(({ reason }) => reason)).toEqual([
      'no suggestion service configured',
      'no collaboration system configured',
      'no subcontractors planned',
    ])
    // Completion is what a system answered, never a notification.
    expect(steps.every(({ status, external_reference }) => status === 'SKIPPED' || external_reference !== null)).toBe(true)

    const approvals = await stage.fixture.rows<{ kind: string; due_at: Date }>(
      `select kind, due_at from delivery.approval where run_id = '${run.runId}' order by kind`,
    )
    // 8, 16 and 8 business hours of Berlin after Tuesday 11:00, in business time.
    expect(approvals.map(({ kind, due_at }) => `${kind} ${due_at.toISOString().slice(0, 14)}`)).toEqual([
      'BILLING_TERMS_FINANCE 2026-05-27T09:',
      'SOW_LEGAL 2026-05-28T09:',
      'TEMPLATE_DELIVERY_OPS 2026-05-27T09:',
    ])

    const handoff = await readHandoff(stage, run.handoffId)
    expect(handoff).toMatchObject({
      status: 'COMPLETED',
      templateCode: 'IMPL-STD-DE',
      completenessScore: '1.0000',
      blockers: [],
      findings: [],
    })
    expect([handoff.projectCreatedAt, handoff.resourcesAssignedAt, handoff.kickoffCompletedAt]).not.toContain(null)
    const erp = stage.gateway.systems.erpProjects.get(handoff.projectId ?? '')
    const psa = stage.gateway.systems.psaProjects.get(handoff.projectId ?? '')
    expect(erp).toMatchObject({ costCenterCode: 'CC-200', financialStatus: 'PLANNED' })
    expect(psa).toMatchObject({ resellerAccountId: 'acc_reseller' })
    expect(erp?.schedule).toMatchObject([{ amount: { amount: '150000.00' } }, { amount: { amount: '250000.00' } }])
    expect(((erp?.wbs ?? []) as { code: string }[]).map(({ code }) => code)).toEqual(
      ((psa?.phases ?? []) as { wbsCode: string }[]).map(({ wbsCode }) => wbsCode),
    )

    const stages = await stage.fixture.rows(
      `select stage, left_at from delivery.project_stage where project_id = '${handoff.projectId}' order by entered_at, left_at`,
    )
    expect(stages.map(({ stage: name }) => name)).toEqual([
      'OPPORTUNITY_ACCEPTED',
      'CONTRACT_APPROVED',
      'PROJECT_CREATED',
      'RESOURCES_ASSIGNED',
      'KICKOFF_COMPLETED',
      'MILESTONES_GOVERNED',
    ])
    expect(stages.find(({ left_at }) => left_at === null)).toMatchObject({ stage: 'MILESTONES_GOVERNED' })
    const notices = await stage.fixture.rows(`select role from delivery.notice where run_id = '${run.runId}' order by role`)
    expect(notices.map(({ role }) => role)).toEqual(['customer_success', 'finance_controller'])
  }, 60_000)

  it('writes every transition into the log, and the log follows the life cycles', async () => {
    const run = await begin(stage)
    const legal = await approvalOf(stage.fixture, run.runId, 'SOW_LEGAL')
    const delegation = { kind: 'delegate', toWorkerId: 'wrk_lawyer', reason: 'On leave.' } as const
    await stage.fixture.system.approvals.act(legal.id, delegation, { idempotencyKey: 'delegate' }, callBy(LEGAL))
    const lawyer = callBy(person('legal', { subject: 'lawyer', workerId: 'wrk_lawyer' }))
    const approval = { kind: 'decide', decision: 'APPROVE', comment: 'Read twice.' } as const
    await stage.fixture.system.approvals.act(legal.id, approval, { idempotencyKey: 'approve' }, lawyer)
    await decide(stage.fixture, run.runId, 'BILLING_TERMS_FINANCE')
    await decide(stage.fixture, run.runId, 'TEMPLATE_DELIVERY_OPS')
    await staffAndKickOff(stage, run)

    const events = await stage.fixture.rows<{
      entity: AuditedEntity
      entity_id: string
      action: string
      from_state: string | null
      to_state: string
    }>(
      `select entity, entity_id, action, from_state, to_state from delivery.handoff_event where run_id = '${run.runId}' order by sequence`,
    )
    const present = new Map<string, string | null>()
    for (const { entity, entity_id, action, from_state, to_state } of events) {
      // Steps come into being with the run.
      const before = present.get(entity_id) ?? (entity === 'WorkflowStep' ? 'PENDING' : null)
      expect({ entity, from_state }).toEqual({ entity, from_state: before })
      const isNote = action === 'approval.delegated' && from_state === to_state
      expect(isNote || isTransition(entity, from_state, to_state)).toBe(true)
      present.set(entity_id, to_state)
    }
    expect(events.filter(({ action }) => action === 'approval.delegated')).toHaveLength(1)
    // The log alone rebuilds the state of every record.
    const stored = await stage.fixture.rows<{ id: string; status: string }>(`
      select id, status from delivery.workflow_step where run_id = '${run.runId}' union all
      select id, status from delivery.approval where run_id = '${run.runId}' union all
      select id, status from delivery.workflow_run where id = '${run.runId}' union all
      select id, status from delivery.handoff where id = '${run.handoffId}'`)
    expect(Object.fromEntries(stored.map(({ id, status }) => [id, status]))).toEqual(Object.fromEntries(present))
  })

  it('gives an incomplete contract to the account executive, and goes on when it is cured', async () => {
    const billingTerms = { customerPoRequired: true, customerPoNumber: null }
    const run = await begin(stage, { contract: { billingTerms: { ...BILLING, ...billingTerms } } })
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    const blocked = await readHandoff(stage, run.handoffId)
    expect(blocked.status).toBe('BLOCKED')
    expect(blocked.blockers).toMatchObject([
      { code: 'CC-10', category: 'VALIDATION', ownerRole: 'account_executive', severity: 'BLOCKING' },
    ])
    expect(Number(blocked.completenessScore)).toBeLessThan(1)

    const contract = stage.gateway.systems.contracts.get(run.contractId)
    stage.gateway.systems.contracts.set(run.contractId, { ...contract, billingTerms: BILLING })
    expect(await resolve(stage, run.runId, 'RETRY')).toMatchObject({
      ok: true,
      record: { status: 'RESOLVED', resolution: 'RETRY' },
    })
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    expect(await readHandoff(stage, run.handoffId)).toMatchObject({ status: 'AWAITING_APPROVAL', blockers: [] })
    await cancel(stage, run.runId, 'enough')
  })

  it('[LC-10] opens a master-data task instead of a second customer when the tax number is known already', async () => {
    stage.gateway.systems.customers.set('acc_older', { id: 'acc_older', taxNumber: `DE${nextSuffix()}`, active: true })
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])

    expect((await readHandoff(stage, run.handoffId)).blockers).toMatchObject([
      { code: 'MASTER_DATA_DUPLICATE', category: 'MASTER_DATA', system: 'ERP', ownerRole: 'finance_controller' },
    ])
    expect(stage.gateway.systems.customers.has(run.accountId)).toBe(false)
    await cancel(stage, run.runId, 'enough')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])
  })

  it('[RS-01] tries a transient fault again with the same key, up to five times in all', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push(...Array.from({ length: 4 }, () => ({ operation: 'CreateErpProject', when: 'transient' as const })))
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')

    const [step] = await stage.fixture.rows(
      `select attempt, status from delivery.workflow_step where run_id = '${run.runId}' and key = 'H10'`,
    )
    expect(step).toMatchObject({ attempt: 5, status: 'COMPLETED' })
    const [row] = await stage.fixture.rows(`select exception_count from delivery.workflow_run where id = '${run.runId}'`)
    expect(row?.exception_count).toBe(4)
  })

  it('[RS-01] makes one attempt when the failure is not transient', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push({ operation: 'CreatePsaProject', when: 'refuse' })
    await approveAll(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])

    const [step] = await stage.fixture.rows(
      `select attempt, status, error_code from delivery.workflow_step where run_id = '${run.runId}' and key = 'H12'`,
    )
    expect(step).toMatchObject({ attempt: 1, status: 'IN_REVIEW', error_code: 'VALIDATION_FAILED' })
  })

  it.each([
    'UpsertCustomerMaster',
    'RecordContractApproval',
    'LinkProject',
    'CreateErpProject',
    'ReviseBudget',
    'CreateBillingSchedule',
    'CreatePsaProject',
    'CreateStaffingRequests',
  ])('has one effect when the answer of %s is lost', async (operation) => {
    const run = await begin(stage)
    const seen = stage.gateway.calls.length
    stage.gateway.faults.push({ operation, when: 'after' })
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')

    const calls = stage.gateway.calls.slice(seen).filter((call) => call.operation === operation)
    expect(calls.map(({ applied }) => applied)).toEqual([true, false])
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1)
  })

  it('asks two people, never the requester, each in the role of the approval', async () => {
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    const { system } = stage.fixture
    const legal = await approvalOf(stage.fixture, run.runId, 'SOW_LEGAL')
    const finance = await approvalOf(stage.fixture, run.runId, 'BILLING_TERMS_FINANCE')
    const approve = (id: string, by: typeof LEGAL) =>
      system.approvals.act(
        id,
        { kind: 'decide', decision: 'APPROVE', comment: null },
        { idempotencyKey: `${id} ${by.subject}` },
        callBy(by),
      )

    expect(await approve(legal.id, FINANCE)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })
    expect(await approve(legal.id, { ...OPS, roles: ['legal'] })).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
    })
    const both = { ...LEGAL, roles: ['legal', 'finance_controller'] }
    expect(await approve(legal.id, both)).toMatchObject({ ok: true })
    expect(await approve(finance.id, both)).toMatchObject({ ok: false, errors: [{ code: 'POLICY_VIOLATION' }] })
    await cancel(stage, run.runId, 'enough')
  })

  it('lets whoever refused decide again once it was reworked', async () => {
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    expect(await decide(stage.fixture, run.runId, 'SOW_LEGAL', 'REJECT')).toMatchObject({ ok: true })
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    const refused = await approvalOf(stage.fixture, run.runId, 'SOW_LEGAL')
    expect(await resolve(stage, run.runId, 'RETRY')).toMatchObject({ ok: true })
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])

    const again = await approvalOf(stage.fixture, run.runId, 'SOW_LEGAL')
    expect([refused.round, again.round]).toEqual([1, 2])
    expect(await stage.fixture.system.approvals.participantsOf(again.id, callBy(LEGAL))).toEqual({
      requestedBy: [OPS.subject, OPS.workerId],
      submittedBy: [],
      acceptedBy: [],
      previousDeciders: [],
    })
    expect(await decide(stage.fixture, run.runId, 'SOW_LEGAL')).toMatchObject({ ok: true })
    await cancel(stage, run.runId, 'enough')
  })
})
