import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { createGraphClient } from '../../../../subgraphs/delivery/graph/graph-client.ts'
import { createServiceToken } from '../../../../subgraphs/delivery/graph/service-token.ts'
import { type IntakeJournal, type IntakeOptions, startIntake } from '../../../../subgraphs/delivery/workflows/intake.ts'
import { approvalOf, callBy, OPS, SALES, untilRun } from '../support/delivery-fixture.ts'
import { startGatewayStandIn } from '../support/gateway-stand-in.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, openTasks, readHandoff, untilStep } from '../support/scenario.ts'
import { addSoldEngagement } from '../support/sold-engagement.ts'
import { acceptSale, bookEverybody } from '../support/stand-in-systems.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => {
  stage.gateway.faults.length = 0
})

/** Runs of an opportunity, once the news of its acceptance is acknowledged. */
async function runsOf(opportunityId: string) {
  await untilTold(() => stage.gateway.systems.news.crm)
  return stage.fixture.rows<{ id: string; handoff_id: string; started_by: string; started_by_worker_id: string; status: string }>(
    `select r.id, r.handoff_id, r.started_by, r.started_by_worker_id, r.status
     from delivery.workflow_run r join delivery.handoff h on h.id = r.handoff_id where h.opportunity_id = '${opportunityId}'`,
  )
}

async function untilTold(news: () => ReadonlyMap<string, unknown>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (news().size > 0) {
    if (Date.now() > deadline) throw new Error(`news was not acknowledged: ${[...news().keys()].join(', ')}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

describe('news of other systems', () => {
  it('[LC-01] starts one handoff for an accepted opportunity, however often it is told, on behalf of whoever accepted it', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'news1')
    const { crm } = stage.gateway.systems.news
    acceptSale(stage.gateway.systems, opportunityId)
    for (const [id, news] of [...crm]) crm.set(`${id}again`, { ...news, id: `${id}again` })
    const runs = await runsOf(opportunityId)

    expect(runs).toHaveLength(1)
    const [first] = runs
    expect(first).toMatchObject({ started_by: 'account_executive', started_by_worker_id: 'wrk_accountexecutive' })
    await untilRun(stage.fixture, first?.id ?? '', ['WAITING_APPROVAL'])
    // The person who accepted is the requester: four eyes hold against that person.
    const legal = await approvalOf(stage.fixture, first?.id ?? '', 'SOW_LEGAL')
    const decision = { kind: 'decide', decision: 'APPROVE', comment: null } as const
    const asLegal = callBy({ ...SALES, roles: ['legal'] })
    expect(await stage.fixture.system.approvals.act(legal.id, decision, { idempotencyKey: 'own' }, asLegal)).toMatchObject({
      ok: false,
      errors: [{ code: 'POLICY_VIOLATION', policy: 'segregation_of_duties' }],
    })
  })

  it('of an acceptance comes again until the former handoff of the opportunity is undone', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'news5')
    acceptSale(stage.gateway.systems, opportunityId)
    const [former] = await runsOf(opportunityId)
    await untilRun(stage.fixture, former?.id ?? '', ['WAITING_APPROVAL'])
    stage.gateway.faults.push({ operation: 'ReopenContractReview', when: 'transient', lasts: true })
    stage.gateway.faults.push({ operation: 'DeactivateCustomerMaster', when: 'transient', lasts: true })
    await cancel(stage, former?.id ?? '', 'over')
    await untilRun(stage.fixture, former?.id ?? '', ['COMPENSATING'])
    const { crm } = stage.gateway.systems.news
    acceptSale(stage.gateway.systems, opportunityId)
    for (const [id, news] of [...crm]) {
      crm.delete(id)
      crm.set(`${id}again`, { ...news, id: `${id}again` })
    }
    await new Promise((proceed) => setTimeout(proceed, 500))
    expect(crm.size).toBe(1)

    stage.gateway.faults.length = 0
    await untilRun(stage.fixture, former?.id ?? '', ['CANCELLED'])
    const runs = await runsOf(opportunityId)
    expect(runs.map(({ id }) => id)).toHaveLength(2)
    expect(new Set(runs.map(({ handoff_id }) => handoff_id)).size).toBe(2)
  })

  it('of an acceptance settles the task of the handoff that was started by hand before it, as whoever accepted', async () => {
    const { systems } = stage.gateway
    const { opportunityId, runId } = await begin(stage, { opportunity: { stage: 'CLOSED_WON', acceptedAt: null } })
    await untilRun(stage.fixture, runId, ['IN_REVIEW'])
    expect(await openTasks(stage, runId)).toMatchObject([{ stepKey: 'H01', code: 'OPPORTUNITY_NOT_ACCEPTED' }])
    const accepted = { stage: 'ACCEPTED', acceptedAt: '2026-05-26T08:00:00.000Z' }
    systems.opportunities.set(opportunityId, { ...systems.opportunities.get(opportunityId), ...accepted })
    acceptSale(systems, opportunityId)

    await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
    expect(await runsOf(opportunityId)).toHaveLength(1)
    expect(
      await stage.fixture.rows(`select status, resolution, resolved_by, resolved_by_worker_id from delivery.review_task
        where run_id = '${runId}'`),
    ).toEqual([
      {
        status: 'RESOLVED',
        resolution: 'RETRY',
        resolved_by: 'account_executive',
        resolved_by_worker_id: 'wrk_accountexecutive',
      },
    ])
  })

  it('is told again when the acknowledgement is lost, and has one effect', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'news2')
    stage.gateway.faults.push({ operation: 'AcknowledgeCrmEvents', when: 'before' })
    acceptSale(stage.gateway.systems, opportunityId)

    expect(await runsOf(opportunityId)).toHaveLength(1)
    expect(stage.gateway.faults).toEqual([])
  })

  it('is fetched again when its system was away', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'news3')
    stage.gateway.faults.push(...Array.from({ length: 3 }, () => ({ operation: 'ReadCrmEvents', when: 'transient' as const })))
    acceptSale(stage.gateway.systems, opportunityId)

    expect(await runsOf(opportunityId)).toHaveLength(1)
  })

  it('wakes the run that waits for it, also when the first look does not get through', async () => {
    const { opportunityId } = addSoldEngagement(stage.gateway.systems, 'news4')
    acceptSale(stage.gateway.systems, opportunityId)
    const [run] = await runsOf(opportunityId)
    await approveAll(stage, run?.id ?? '')
    await untilStep(stage, run?.id ?? '', 'H18', 'WAITING')
    const { projectId } = await readHandoff(stage, run?.handoff_id ?? '')
    stage.gateway.faults.push({ operation: 'ReadStaffing', when: 'transient' })
    bookEverybody(stage.gateway.systems, projectId ?? '')
    await untilTold(() => stage.gateway.systems.news.psa)
    await untilStep(stage, run?.id ?? '', 'H18', 'COMPLETED')

    expect(stage.gateway.faults).toEqual([])
    const [handoff] = await stage.fixture.system.handoffs.getByIds([run?.handoff_id ?? ''], callBy(OPS))
    expect(handoff?.resourcesAssignedAt).not.toBeNull()
  })

  it('gets through behind any amount that cannot be dealt with, which is tried ever more rarely and reported once each', async () => {
    const poisonous = Array.from({ length: 250 }, (_, index) => `opp_poison${index}`)
    const [attempts, lines, opened]: [string[], Record<string, unknown>[], string[]] = [[], [], []]
    const intake = await standInIntake({
      log: pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      async openHandoff({ opportunityId }) {
        attempts.push(opportunityId)
        if (poisonous.includes(opportunityId)) throw new Error('cannot be dealt with')
        opened.push(opportunityId)
        return true
      },
    })
    try {
      for (const opportunityId of [...poisonous, 'opp_newer']) acceptSale(intake.gateway.systems, opportunityId)
      const deadline = Date.now() + 10_000
      while (opened.length === 0 && Date.now() < deadline) await new Promise((proceed) => setTimeout(proceed, 20))
      await new Promise((proceed) => setTimeout(proceed, 1_000))

      expect(opened).toEqual(['opp_newer'])
      expect(intake.gateway.systems.news.crm.size).toBe(poisonous.length)
      expect(lines.map(({ event }) => event).toSorted()).toEqual([...intake.gateway.systems.news.crm.keys()].toSorted())
      const ofFirst = attempts.filter((id) => id === 'opp_poison0').length
      expect(ofFirst).toBeGreaterThan(1)
      expect(ofFirst).toBeLessThan(10) // 50 rounds and more
    } finally {
      await intake.stop()
    }
  }, 30_000)
})

/** The intake alone, against a stand-in of its own that is asked every 20 milliseconds. */
async function standInIntake({ log, openHandoff }: Pick<IntakeOptions, 'log'> & Pick<IntakeJournal, 'openHandoff'>) {
  const gateway = await startGatewayStandIn()
  const timeoutMs = 2_000
  const token = createServiceToken({
    tokenUrl: gateway.tokenUrl,
    clientId: 'svc_orchestrator',
    clientSecret: 'secret',
    timeoutMs,
  })
  const graph = createGraphClient({ gatewayUrl: gateway.url, token, timeoutMs })
  const journal = { openHandoff, wakeProject: () => Promise.resolve() }
  const intake = startIntake({ graph, journal, everyMs: 20, log })
  return {
    gateway,
    async stop() {
      await intake.stop()
      await gateway.close()
    },
  }
}
