import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { createDeferredNewsStore } from '../../../../subgraphs/delivery/adapters/postgres/deferred-news.ts'
import { createGraphClient } from '../../../../subgraphs/delivery/graph/graph-client.ts'
import { createServiceToken } from '../../../../subgraphs/delivery/graph/service-token.ts'
import { type IntakeJournal, type IntakeOptions, startIntake } from '../../../../subgraphs/delivery/workflows/intake.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { approvalOf, callBy, OPS, openDeliveryFixture, SALES, untilRun } from '../support/delivery-fixture.ts'
import { startGatewayStandIn } from '../support/gateway-stand-in.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, openTasks, readHandoff, untilStep } from '../support/scenario.ts'
import { serveDelivery } from '../support/served-delivery.ts'
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

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('waited in vain')
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
    const waiting = () => stage.fixture.rows(`select id, system, code from delivery.deferred_news`)
    expect(await runsOf(opportunityId)).toHaveLength(1)
    await eventually(async () => (await waiting()).length === 1)
    expect(await waiting()).toEqual([{ id: expect.stringMatching(/again$/), system: 'CRM', code: 'TOO_EARLY' }])

    stage.gateway.faults.length = 0
    await untilRun(stage.fixture, former?.id ?? '', ['CANCELLED'])
    await eventually(async () => (await waiting()).length === 0)
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

  it('gets through behind any amount that cannot be dealt with, which is kept, tried ever more rarely and reported once each', async () => {
    const poisonous = new Set(Array.from({ length: 600 }, (_, index) => `opp_poison${index}`))
    const [attempts, lines, opened]: [string[], Record<string, unknown>[], string[]] = [[], [], []]
    const intake = await standInIntake({
      log: pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      async openHandoff({ opportunityId }) {
        attempts.push(opportunityId)
        if (poisonous.has(opportunityId)) throw new Error('cannot be dealt with')
        opened.push(opportunityId)
        return true
      },
    })
    const { fixture } = intake
    const served = await serveDelivery(fixture)
    try {
      const { news } = intake.gateway.systems
      for (const opportunityId of [...poisonous, 'opp_newer']) acceptSale(intake.gateway.systems, opportunityId)
      const told = [...news.crm.keys()]
      await eventually(async () => opened.length > 0)
      await new Promise((proceed) => setTimeout(proceed, 1_000))

      expect(opened).toEqual(['opp_newer'])
      expect(news.crm.size).toBe(0)
      expect(lines.map(({ event }) => event).toSorted()).toEqual(told.filter((id) => !id.includes('newer')).toSorted())
      const ofFirst = attempts.filter((id) => id === 'opp_poison0').length
      expect(ofFirst).toBeGreaterThan(1)
      expect(ofFirst).toBeLessThan(10) // 50 rounds and more

      // Those who operate runs see it; nobody else does.
      const DEFERRED = '{ deferredNews(first: 1) { nodes { system type subjectId code message attempts } totalCount } }'
      expect((await served.ask(DEFERRED, { principal: OPS })).data).toMatchObject({
        deferredNews: {
          nodes: [{ system: 'CRM', type: 'opportunity.accepted', code: 'UNEXPECTED_ERROR', attempts: expect.any(Number) }],
          totalCount: poisonous.size,
        },
      })
      const reader = await served.ask(DEFERRED, { principal: { ...OPS, scopes: ['delivery:read'] } })
      expect([reader.data, reader.errors]).toMatchObject([
        { deferredNews: null },
        [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
      ])
      const partner = { kind: 'CLIENT', id: 'par_1', accountIds: ['acc_1'], supplierIds: [] } as const
      expect((await served.ask(DEFERRED, { principal: { ...OPS, kind: 'PARTNER', partner } })).data).toEqual({
        deferredNews: { nodes: [], totalCount: 0 },
      })

      // Once the cause is cured, all of it is dealt with, and nothing is left.
      const cured = [...poisonous]
      poisonous.clear()
      await fixture.rows('update delivery.deferred_news set next_attempt_at = now()')
      await eventually(async () => (await fixture.rows('select id from delivery.deferred_news limit 1')).length === 0)
      expect(new Set(opened)).toEqual(new Set(['opp_newer', ...cured]))
    } finally {
      await served.stop()
      await intake.stop()
    }
  }, 60_000)

  it('that is kept goes to one worker at a time, and to another when that one does not come back', async () => {
    const fixture = await openDeliveryFixture()
    const url = fixture.database.urlFor('delivery')
    const workers = ['one', 'two'].map((name) => openDatabase(url, { name }))
    try {
      const [one, two] = workers.map((db) => createDeferredNewsStore(db, { firstPauseMs: 600 }))
      const ids = Array.from({ length: 120 }, (_, index) => `evt_${index}`)
      const event = { type: 't', version: 1, subjectId: 'opp_1', payload: [], actor: 'a', correlationId: 'c' }
      const reason = { code: 'C', message: 'm' }
      await one?.defer(ids.map((id) => ({ system: 'CRM', event: { ...event, id }, reason })))
      expect(await two?.takeDue()).toEqual([]) // before the first pause
      await new Promise((proceed) => setTimeout(proceed, 650))
      const taken = (await Promise.all([one?.takeDue(), two?.takeDue()])).flatMap((news) => news ?? [])

      expect(taken.map((told) => told.event.id).toSorted()).toEqual(ids.toSorted())
      expect(taken[0]).toEqual({ system: 'CRM', event: { ...event, id: expect.any(String) } })
      // Twice as long; a reason that comes again changes neither pause nor attempts.
      await one?.defer(taken.map((told) => ({ ...told, reason: { code: 'D', message: 'm' } })))
      await new Promise((proceed) => setTimeout(proceed, 650))
      expect(await two?.takeDue()).toEqual([])
      await new Promise((proceed) => setTimeout(proceed, 650))
      expect(await two?.takeDue()).toHaveLength(100)
      expect(
        await fixture.rows('select distinct code, min(attempts) as least from delivery.deferred_news group by code'),
      ).toEqual([{ code: 'D', least: 2 }])
      await two?.forget(ids)
      expect(await fixture.rows('select id from delivery.deferred_news')).toEqual([])
    } finally {
      for (const db of workers) await db.destroy()
      await fixture.close()
    }
  })
})

/** The intake alone, against a stand-in and a database of its own, asked every 20 milliseconds. */
async function standInIntake({ log, openHandoff }: Pick<IntakeOptions, 'log'> & Pick<IntakeJournal, 'openHandoff'>) {
  const [gateway, fixture] = await Promise.all([startGatewayStandIn(), openDeliveryFixture()])
  const db = openDatabase(fixture.database.urlFor('delivery'), { name: 'intake' })
  const timeoutMs = 2_000
  const token = createServiceToken({
    tokenUrl: gateway.tokenUrl,
    clientId: 'svc_orchestrator',
    clientSecret: 'secret',
    timeoutMs,
  })
  const graph = createGraphClient({ gatewayUrl: gateway.url, token, timeoutMs })
  const journal = { openHandoff, wakeProject: () => Promise.resolve() }
  const deferred = createDeferredNewsStore(db, { firstPauseMs: 20 })
  const intake = startIntake({ graph, journal, deferred, everyMs: 20, log })
  return {
    gateway,
    fixture,
    async stop() {
      await intake.stop()
      await gateway.close()
      await db.destroy()
      await fixture.close()
    },
  }
}
