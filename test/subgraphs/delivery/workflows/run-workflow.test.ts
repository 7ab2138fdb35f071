import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type AuditedEntity, isTransition } from '../../../../subgraphs/delivery/states.ts'
import { callBy, FINANCE, LEGAL, OPS, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveBoth, begin, cancel, nextSuffix, readHandoff } from '../support/scenario.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.gateway.faults.length = 0
})

describe('sow-to-project@1', () => {
  it('takes an accepted opportunity to a project that ERP, PSA and CRM agree on', async () => {
    const run = await begin(stage)
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['COMPLETED'])

    const steps = await stage.fixture.rows(
      `select key, status, attempt, external_reference from delivery.workflow_step where run_id = '${run.runId}' order by position`,
    )
    expect(steps.map(({ key, status, attempt }) => `${key} ${status} ${attempt}`)).toEqual(
      ['H01', 'H02', 'H03', 'H05', 'H06', 'H08', 'H09', 'H10', 'H11', 'H12', 'H13'].map((key) => `${key} COMPLETED 1`),
    )
    const approvals = await stage.fixture.rows<{ kind: string; due_at: Date }>(
      `select kind, due_at from delivery.approval where run_id = '${run.runId}' order by kind`,
    )
    // 8 and 16 business hours of Berlin after Tuesday 11:00, in business time.
    expect(approvals.map(({ due_at }) => due_at.toISOString().slice(0, 14))).toEqual(['2026-05-27T09:', '2026-05-28T09:'])

    // Completion is what a system answered, never a notification.
    expect(steps.every(({ external_reference }) => external_reference !== null)).toBe(true)

    const handoff = await readHandoff(stage, run.handoffId)
    expect(handoff).toMatchObject({
      status: 'STAFFING',
      templateCode: 'IMPL-STD',
      completenessScore: '1.0000',
      blockers: [],
      findings: [],
    })
    expect(handoff.projectCreatedAt).not.toBeNull()
    const erp = stage.gateway.systems.erpProjects.get(handoff.projectId ?? '')
    const psa = stage.gateway.systems.psaProjects.get(handoff.projectId ?? '')
    expect(erp).toMatchObject({ costCenterCode: 'CC-200', financialStatus: 'PLANNED' })
    expect(erp?.schedule).toMatchObject([{ amount: { amount: '150000.00' } }, { amount: { amount: '250000.00' } }])
    expect(((erp?.wbs ?? []) as { code: string }[]).map(({ code }) => code)).toEqual(
      ((psa?.phases ?? []) as { wbsCode: string }[]).map(({ wbsCode }) => wbsCode),
    )

    const stages = await stage.fixture.rows(
      `select stage, left_at from delivery.project_stage where project_id = '${handoff.projectId}' order by entered_at, stage desc`,
    )
    expect(stages.find(({ left_at }) => left_at === null)).toMatchObject({ stage: 'PROJECT_CREATED' })
  })

  it('writes every transition into the log, and the log follows the life cycles', async () => {
    const run = await begin(stage)
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['COMPLETED'])

    const events = await stage.fixture.rows<{
      entity: AuditedEntity
      entity_id: string
      from_state: string | null
      to_state: string
    }>(
      `select entity, entity_id, from_state, to_state from delivery.handoff_event where run_id = '${run.runId}' order by sequence`,
    )
    const present = new Map<string, string | null>()
    for (const { entity, entity_id, from_state, to_state } of events) {
      // Steps come into being with the run.
      const before = present.get(entity_id) ?? (entity === 'WorkflowStep' ? 'PENDING' : null)
      expect({ entity, from_state }).toEqual({ entity, from_state: before })
      expect(isTransition(entity, from_state, to_state)).toBe(true)
      present.set(entity_id, to_state)
    }
    expect([...present.values()].sort()).toEqual(
      [...Array(11).fill('COMPLETED'), 'APPROVED', 'APPROVED', 'COMPLETED', 'STAFFING'].sort(),
    )
  })

  it('stops at an incomplete contract, names the rules, and a cured contract passes in a second attempt', async () => {
    const broken = { billingTerms: { customerPoNumber: null } }
    const run = await begin(stage)
    const contract = stage.gateway.systems.contracts.get(run.contractId)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    await cancel(stage, run.runId, 'restart')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])
    const whole = contract?.billingTerms as object
    stage.gateway.systems.contracts.set(run.contractId, { ...contract, billingTerms: { ...whole, ...broken.billingTerms } })

    const start = (key: string) =>
      stage.fixture.system.handoffs.create(
        { opportunityId: run.opportunityId, contractId: null },
        { idempotencyKey: key },
        callBy(OPS),
      )
    const second = await start('second')
    if (!second.ok) throw new Error('not started')
    await untilRun(stage.fixture, second.record.runId, ['FAILED'])
    const blocked = await readHandoff(stage, second.record.id)
    expect(blocked.status).toBe('BLOCKED')
    expect(blocked.blockers).toMatchObject([
      { code: 'CC-10', category: 'VALIDATION', ownerRole: 'account_executive', severity: 'BLOCKING' },
    ])
    expect(Number(blocked.completenessScore)).toBeLessThan(1)

    stage.gateway.systems.contracts.set(run.contractId, { ...contract, billingTerms: whole })
    const third = await start('third')
    if (!third.ok) throw new Error('not started')
    expect(third.record).toMatchObject({ id: second.record.id, attempt: 3, status: 'DRAFT', blockers: [] })
    await approveBoth(stage, third.record.runId)
    await untilRun(stage.fixture, third.record.runId, ['COMPLETED'])
  })

  it('opens a master-data blocker instead of a second customer when the tax number is known already', async () => {
    stage.gateway.systems.customers.set('acc_older', { id: 'acc_older', taxNumber: `DE${nextSuffix()}`, active: true })
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['FAILED'])

    expect((await readHandoff(stage, run.handoffId)).blockers).toMatchObject([
      { code: 'MASTER_DATA_DUPLICATE', category: 'MASTER_DATA', system: 'ERP', ownerRole: 'finance_controller' },
    ])
    expect(stage.gateway.systems.customers.has(run.accountId)).toBe(false)
  })

  it('[RS-01] tries a transient fault again with the same key, up to five times in all', async () => {
    const run = await begin(stage)
    stage.gateway.faults.push(...Array.from({ length: 4 }, () => ({ operation: 'CreateErpProject', when: 'transient' as const })))
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['COMPLETED'])

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
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['FAILED'])

    const [step] = await stage.fixture.rows(
      `select attempt, status, error_code from delivery.workflow_step where run_id = '${run.runId}' and key = 'H12'`,
    )
    expect(step).toMatchObject({ attempt: 1, status: 'COMPENSATED', error_code: 'VALIDATION_FAILED' })
  })

  it.each([
    'UpsertCustomerMaster',
    'RecordContractApproval',
    'LinkProject',
    'CreateErpProject',
    'ReviseBudget',
    'CreateBillingSchedule',
    'CreatePsaProject',
  ])('has one effect when the answer of %s is lost', async (operation) => {
    const run = await begin(stage)
    const seen = stage.gateway.calls.length
    stage.gateway.faults.push({ operation, when: 'after' })
    await approveBoth(stage, run.runId)
    await untilRun(stage.fixture, run.runId, ['COMPLETED'])

    const calls = stage.gateway.calls.slice(seen).filter((call) => call.operation === operation)
    expect(calls.map(({ applied }) => applied)).toEqual([true, false])
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1)
  })

  it('asks two people, never the requester, each in the role of the approval', async () => {
    const run = await begin(stage)
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    const { system } = stage.fixture
    const approvals = (await system.approvals.findByKey('runId', [run.runId], callBy(OPS))).get(run.runId) ?? []
    const [legal, finance] = ['SOW_LEGAL', 'BILLING_TERMS_FINANCE'].map((kind) => approvals.find((each) => each.kind === kind))
    const approve = (id: string | undefined, by: typeof LEGAL) =>
      system.approvals.act(
        id ?? '',
        { kind: 'decide', decision: 'APPROVE', comment: null },
        { idempotencyKey: `${id} ${by.subject}` },
        callBy(by),
      )

    expect(await approve(legal?.id, FINANCE)).toMatchObject({
      ok: false,
      errors: [{ code: 'FORBIDDEN', policy: 'approver_role' }],
    })
    expect(await approve(legal?.id, { ...OPS, roles: ['legal'] })).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
    })
    const both = { ...LEGAL, roles: ['legal', 'finance_controller'] }
    expect(await approve(legal?.id, both)).toMatchObject({ ok: true })
    expect(await approve(finance?.id, both)).toMatchObject({ ok: false, errors: [{ code: 'POLICY_VIOLATION' }] })
    await cancel(stage, run.runId, 'enough')
  })
})
