import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { RunAction } from '../../../../subgraphs/delivery/port.ts'
import { minutesAfter, setBusinessTime } from '../support/business-time.ts'
import { ADMIN, callBy, OPS, untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, openTasks, resolve, untilStep } from '../support/scenario.ts'

let stage: Stage

beforeAll(async () => {
  // One run at a time: what is said about order and about others that are in the way holds for every number.
  stage = await openStage({ environment: { CONCURRENCY: '1' } })
})
afterAll(() => stage.close())
beforeEach(async () => {
  stage.gateway.faults.length = 0
  await setBusinessTime(stage.fixture, NOON)
})

const NOON = '2026-05-26T10:00:00.000Z'
/** The system behind H03, which is the first one that a run writes to. */
const ERP = 'UpsertCustomerMaster'

const erpIsAway = () => stage.gateway.faults.push({ operation: ERP, when: 'transient', lasts: true })
const erpIsBack = () => stage.gateway.faults.splice(0)

async function stepOf(runId: string, key: string) {
  const [step] = await stage.fixture.rows(
    `select status, attempt, attempts_in_round, fallback_round, next_attempt_at, first_failed_at, recovered_at, manual, error_code
     from delivery.workflow_step where run_id = '${runId}' and key = '${key}'`,
  )
  return step
}

const parkedKeys = async () => {
  const page = await stage.fixture.system.steps.list(
    { filter: { status: ['IN_FALLBACK'] }, orderBy: { field: 'nextAttemptAt', direction: 'ASC' } },
    callBy(OPS),
  )
  return page.records.map(({ runId }) => runId)
}

let keys = 0
const ask = (runId: string, action: RunAction) => {
  keys += 1
  return stage.fixture.system.runs.act(runId, action, { idempotencyKey: `ask ${keys}` }, callBy(OPS))
}

async function end(...runIds: readonly string[]): Promise<void> {
  erpIsBack()
  for (const runId of runIds) await cancel(stage, runId, 'over')
  for (const runId of runIds) await untilRun(stage.fixture, runId, ['CANCELLED'])
}

describe('a failure', () => {
  it.each([
    ['TRANSIENT', 'SUBGRAPH_UNAVAILABLE', 5, 'IN_FALLBACK', null],
    ['CONFLICT', 'CONFLICT', 3, 'IN_REVIEW', 'delivery_ops'],
    ['VALIDATION', 'VALIDATION_FAILED', 1, 'IN_REVIEW', 'account_executive'],
    ['MASTER_DATA', 'NOT_FOUND', 1, 'IN_REVIEW', 'finance_controller'],
    ['AUTHORIZATION', 'FORBIDDEN', 1, 'IN_REVIEW', 'delivery_ops'],
    ['BUSINESS_RULE', 'POLICY_VIOLATION', 1, 'IN_REVIEW', 'account_executive'],
    ['UNKNOWN', 'NEVER_HEARD_OF', 1, 'IN_REVIEW', 'delivery_ops'],
  ] as const)(
    '[WO-06] of the category %s has one path: %s after %i attempts is %s',
    async (category, code, attempts, status, role) => {
      stage.gateway.faults.push({ operation: ERP, when: 'error', code, lasts: true })
      const { runId } = await begin(stage)
      await untilStep(stage, runId, 'H03', status)

      expect(await stepOf(runId, 'H03')).toMatchObject({ attempt: attempts, error_code: code })
      const tasks = await openTasks(stage, runId)
      expect(tasks.map((task) => [task.category, task.assigneeRole])).toEqual(role === null ? [] : [[category, role]])
      const [run] = await stage.fixture.rows(`select exception_count, status from delivery.workflow_run where id = '${runId}'`)
      expect(run?.exception_count).toBe(attempts)
      await end(runId)
    },
  )

  it('of the contract that lies in its sale is cured in the sale: the retry reads the sale again too', async () => {
    const run = await begin(stage, { opportunity: { estimatedMargin: '0.01' } })
    await untilRun(stage.fixture, run.runId, ['IN_REVIEW'])
    expect(await openTasks(stage, run.runId)).toMatchObject([{ stepKey: 'H02', message: expect.stringContaining('CC-17') }])
    const { opportunities } = stage.gateway.systems
    opportunities.set(run.opportunityId, { ...opportunities.get(run.opportunityId), estimatedMargin: '0.36' })

    expect(await resolve(stage, run.runId, 'RETRY')).toMatchObject({ ok: true })
    await untilRun(stage.fixture, run.runId, ['WAITING_APPROVAL'])
    expect(await stepOf(run.runId, 'H01')).toMatchObject({ status: 'COMPLETED', attempt: 2 })
    await end(run.runId)
  })

  it('[WO-06] of the category CANCELLED is the end of the run, and everything is undone', async () => {
    const { runId } = await begin(stage)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    await end(runId)

    const [run] = await stage.fixture.rows(
      `select failure_category, failure_code from delivery.workflow_run where id = '${runId}'`,
    )
    expect(run).toEqual({ failure_category: 'CANCELLED', failure_code: 'RUN_CANCELLED' })
  })
})

describe('the fallback queue', () => {
  it('[RS-02] keeps calls while their system is away for two business hours, shows them, and drains them in order', async () => {
    erpIsAway()
    const runs: string[] = []
    for (const minutes of [0, 1, 2]) {
      await setBusinessTime(stage.fixture, minutesAfter(NOON, minutes))
      const { runId } = await begin(stage)
      await untilStep(stage, runId, 'H03', 'IN_FALLBACK')
      runs.push(runId)
    }
    expect(await stepOf(runs[0] ?? '', 'H03')).toMatchObject({
      fallback_round: 1,
      attempts_in_round: 0,
      next_attempt_at: new Date(minutesAfter(NOON, 5)),
    })
    expect(await parkedKeys()).toEqual(runs)

    await setBusinessTime(stage.fixture, minutesAfter(NOON, 120))
    for (const runId of runs) await untilRound(runId, 2)
    expect(await stepOf(runs[0] ?? '', 'H03')).toMatchObject({ next_attempt_at: new Date(minutesAfter(NOON, 135)) })
    erpIsBack()
    const seen = stage.gateway.calls.length
    await setBusinessTime(stage.fixture, minutesAfter(NOON, 140))
    for (const runId of runs) await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])

    const drained = stage.gateway.calls.slice(seen).filter(({ operation }) => operation === ERP)
    expect(drained.map(({ applied }) => applied)).toEqual([true, true, true])
    expect(await parkedKeys()).toEqual([])
    expect(await stepOf(runs[0] ?? '', 'H03')).toMatchObject({
      status: 'COMPLETED',
      manual: false,
      first_failed_at: new Date(NOON),
      recovered_at: new Date(minutesAfter(NOON, 140)),
    })
    await end(...runs)
  })

  it('[RS-03] gives a call to a person after a day, who tries it again when the system is back', async () => {
    erpIsAway()
    const { runId } = await begin(stage)
    await untilStep(stage, runId, 'H03', 'IN_FALLBACK')
    await setBusinessTime(stage.fixture, minutesAfter(NOON, 24 * 60))
    await untilStep(stage, runId, 'H03', 'IN_REVIEW')

    expect(await openTasks(stage, runId)).toMatchObject([
      { category: 'TRANSIENT', assigneeRole: 'delivery_ops', dueAt: '2026-05-27T14:00:00.000Z' },
    ])
    erpIsBack()
    expect(await resolve(stage, runId, 'RETRY')).toMatchObject({ ok: true })
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    expect(await stepOf(runId, 'H03')).toMatchObject({ status: 'COMPLETED', manual: true })
    await end(runId)
  })

  it('lets an operator try a parked call at once', async () => {
    erpIsAway()
    const { runId } = await begin(stage)
    await untilStep(stage, runId, 'H03', 'IN_FALLBACK')
    erpIsBack()
    expect(await ask(runId, { kind: 'retry-step', stepKey: 'H03', reason: 'ERP is back.' })).toMatchObject({ ok: true })
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])

    expect(await stepOf(runId, 'H03')).toMatchObject({ status: 'COMPLETED', manual: true })
    expect(await ask(runId, { kind: 'retry-step', stepKey: 'H03', reason: 'Once more.' })).toMatchObject({
      ok: false,
      errors: [{ code: 'INVALID_STATE', currentState: 'COMPLETED' }],
    })
    await end(runId)
  })
})

describe('a step', () => {
  it('[WO-04] cannot be skipped when it is a control point or others need it, and can when it is optional', async () => {
    const { runId } = await begin(stage)
    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    const skip = (stepKey: string) => ask(runId, { kind: 'skip-step', stepKey, reason: 'The client keeps its own folder.' })

    for (const key of ['H05', 'H08', 'H13', 'H18', 'H19'])
      expect(await skip(key)).toMatchObject({ ok: false, errors: [{ code: 'POLICY_VIOLATION', policy: 'mandatory_control' }] })
    expect(await skip('H10')).toMatchObject({ ok: false, errors: [{ code: 'POLICY_VIOLATION', policy: 'optional_step' }] })
    expect(await skip('H99')).toMatchObject({ ok: false, errors: [{ code: 'NOT_FOUND', field: ['input', 'stepKey'] }] })
    expect(await skip('H14')).toMatchObject({ ok: true })
    const seen = stage.gateway.calls.length
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')

    expect(await stepOf(runId, 'H14')).toMatchObject({ status: 'SKIPPED', manual: true, attempt: 0 })
    expect(stage.gateway.calls.slice(seen).map(({ operation }) => operation)).not.toContain('OpenDocumentFolder')
    await end(runId)
  })

  it('[WO-04] that is a control point in review cannot be skipped by its task either', async () => {
    stage.gateway.faults.push({ operation: ERP, when: 'refuse' })
    const { runId } = await begin(stage)
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])

    expect(await resolve(stage, runId, 'SKIP', ADMIN)).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'mandatory_control' }],
    })
    await end(runId)
  })

  it('that is optional, failed and may have had its effect all the same is undone with the others', async () => {
    const { runId } = await begin(stage)
    stage.gateway.faults.push(...Array.from({ length: 5 }, () => ({ operation: 'OpenDocumentFolder', when: 'after' as const })))
    await approveAll(stage, runId)
    await untilStep(stage, runId, 'H18', 'WAITING')
    expect(await stepOf(runId, 'H14')).toMatchObject({ status: 'SKIPPED', attempt: 5 })
    await end(runId)

    expect(await stepOf(runId, 'H14')).toMatchObject({ status: 'COMPENSATED' })
    const folders = [...stage.gateway.systems.folders.values()]
    expect(folders.filter(({ archivedAt }) => archivedAt === null)).toEqual([])
  })
})

describe('runs that nobody can advance', () => {
  it('never block others, and go on by themselves when they are cured', async () => {
    const tenRuns = async () => (await Promise.all(Array.from({ length: 10 }, () => begin(stage)))).map(({ runId }) => runId)
    const poisoned = await tenRuns()
    for (const runId of poisoned) await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    const those = `id in (${poisoned.map((id) => `'${id}'`).join(', ')})`
    // No such version was ever published: whoever loads the run fails.
    await stage.fixture.rows(
      `update delivery.workflow_run set definition_version = 99, wake_at = clock_timestamp() - interval '1 hour' where ${those}`,
    )
    const healthy = await tenRuns()
    for (const runId of healthy) await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])

    const resting = await stage.fixture.rows<{ pause: number; lease_owner: string | null }>(
      `select lease_owner, extract(epoch from wake_at - clock_timestamp())::int as pause from delivery.workflow_run where ${those}`,
    )
    expect(resting.every(({ lease_owner, pause }) => lease_owner === null && pause > 0 && pause <= 30)).toBe(true)
    await stage.fixture.rows(
      `update delivery.workflow_run set definition_version = 2, wake_at = clock_timestamp() where ${those}`,
    )
    await end(...poisoned, ...healthy)
  })
})

async function untilRound(runId: string, round: number): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const step = await stepOf(runId, 'H03')
    if (step?.fallback_round === round && step.status === 'IN_FALLBACK') return
    if (Date.now() > deadline) throw new Error(`the call of ${runId} is ${step?.status} in round ${step?.fallback_round}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}
