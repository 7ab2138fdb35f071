import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { startDeliverySubgraph } from '../../../subgraphs/delivery/main.ts'
import type { RunningSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { callBy, type DeliveryFixture, LEGAL, OPS, openDeliveryFixture, startRun } from './support/delivery-fixture.ts'
import { openWaitingRun } from './support/waiting-run.ts'

const TIMELINE = `query ($id: ID!, $first: Int, $after: String) { workflowRun(id: $id) { timeline(first: $first, after: $after) {
  nodes { id at recordedAt runId action entity entityId stepKey fromState toState actorKind summary }
  edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } readUpTo } } }`
const INBOX = `query ($first: Int, $after: String) { viewer { inboxChanges(first: $first, after: $after) {
  nodes { id action entityId summary } pageInfo { hasNextPage } readUpTo } } }`
const CHANGED = 'query ($after: Int) { changedRuns(after: $after) { head runs { runId sequence } } }'

interface Page {
  readonly nodes: readonly Record<string, string | null>[]
  readonly edges: readonly { readonly cursor: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string | null }
  readonly readUpTo: string
}

const SERVICE = personWith(['delivery:read'], { subject: 'gateway', kind: 'SERVICE', workerId: null })

describe('progress of runs', () => {
  let fixture: DeliveryFixture
  let running: RunningSubgraph
  let ask: ReturnType<typeof sealedClient>

  beforeAll(async () => {
    fixture = await openDeliveryFixture()
    const url = fixture.database.urlFor('delivery')
    const environment = { PORT: '0', ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' }
    running = await startDeliverySubgraph({ ...environment, DATABASE_URL: url, ENGINE_DATABASE_URL: url })
    ask = sealedClient(running.url, 'subgraph:delivery')
  })
  afterAll(async () => {
    await running.stop()
    await fixture.close()
  })

  const timeline = async (id: string, page: object = {}, principal = OPS) =>
    (await ask<{ workflowRun: { timeline: Page } }>(TIMELINE, { principal, variables: { id, ...page } })).data.workflowRun
      .timeline
  const inbox = async (page: Record<string, unknown> = {}, principal = LEGAL) =>
    (await ask<{ viewer: { inboxChanges: Page } }>(INBOX, { principal, variables: page })).data.viewer.inboxChanges
  const changed = async (after: number | null) =>
    (
      await ask<{ changedRuns: { head: number; runs: { runId: string; sequence: number }[] } }>(CHANGED, {
        principal: SERVICE,
        variables: { after },
      })
    ).data.changedRuns

  const eventOf = (run: { readonly runId: string; readonly handoffId: string }, entityId: string, action: string, more = '') =>
    `insert into delivery.handoff_event (id, handoff_id, run_id, entity, entity_id, action, to_state, actor, actor_kind, correlation_id)
      select 'evt_' || gen_random_uuid(), '${run.handoffId}', '${run.runId}', '${action.startsWith('approval') ? 'Approval' : 'WorkflowStep'}',
        '${entityId}', '${action}', 'PENDING', 'somebody@firm.example', 'PERSON', 'test' ${more}`

  it('shows a timeline from its beginning, in pages that go on by event id, without any actor', async () => {
    const run = await startRun(fixture.system, 'opp_timeline')
    await fixture.rows(eventOf(run, `${run.runId}:H05`, 'step.waiting'))

    const first = await timeline(run.runId, { first: 2 })
    const rest = await timeline(run.runId, { first: 2, after: first.pageInfo.endCursor })

    expect(first.nodes.map(({ action }) => action)).toEqual(['handoff.opened', 'run.started'])
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: first.nodes[1]?.id })
    expect(first.edges.map(({ cursor }) => cursor)).toEqual(first.nodes.map(({ id }) => id))
    expect(rest.nodes).toMatchObject([{ stepKey: 'H05', entity: 'WorkflowStep', fromState: null, actorKind: 'PERSON' }])
    expect(rest.nodes[0]?.summary).toMatch(/^Step H05 \(.+\) waits for people\.$/)
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(JSON.stringify([first, rest])).not.toContain('somebody')
    expect((await timeline(run.runId, { after: rest.readUpTo })).nodes).toEqual([])
  })

  it('reads the timelines of any number of runs in one statement', async () => {
    for (const name of ['many1', 'many2', 'many3']) await startRun(fixture.system, `opp_${name}`)
    const document = 'query ($n: Int) { workflowRuns(first: $n) { nodes { timeline(first: 5) { nodes { id runId } } } } }'

    const one = await ask(document, { principal: OPS, variables: { n: 1 } })
    const many = await ask<{ workflowRuns: { nodes: { timeline: Page }[] } }>(document, { principal: OPS, variables: { n: 3 } })

    expect(many.data.workflowRuns.nodes.map((node) => node.timeline.nodes.length)).toEqual([2, 2, 2])
    expect(many.statements).toBe(one.statements)
  })

  it('refuses a position that is none, and a page that is too large', async () => {
    const { runId } = await startRun(fixture.system, 'opp_badpage')
    const codeOf = async (variables: object) =>
      (await ask(TIMELINE, { principal: OPS, variables: { id: runId, ...variables } })).errors?.[0]?.extensions.code

    expect(await codeOf({ after: '1; drop' })).toBe('BAD_CURSOR')
    expect(await codeOf({ first: 101 })).toBe('PAGE_SIZE_OUT_OF_RANGE')
  })

  it('fills an inbox from now on: what the roles of the caller decide, and what the caller asked for', async () => {
    const run = await openWaitingRun(fixture, 'change')
    const now = await inbox()
    expect(now).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false } })

    await fixture.rows(eventOf(run, run.legalId, 'approval.requested'))
    await fixture.rows(eventOf(run, run.financeId, 'approval.requested'))
    await fixture.rows(eventOf(run, `${run.runId}:H05`, 'step.waiting'))

    const legal = await inbox({ after: now.readUpTo })
    expect(legal.nodes.map(({ entityId }) => entityId)).toEqual([run.legalId])
    expect(legal.nodes[0]?.summary).toBe('The approval by legal was requested.')
    expect(Number(legal.readUpTo)).toBe(Number(legal.nodes[0]?.id) + 2)
    expect((await inbox({ after: now.readUpTo }, OPS)).nodes.map(({ entityId }) => entityId)).toEqual([
      run.legalId,
      run.financeId,
    ])
    expect((await inbox({ after: now.readUpTo, first: 1 }, OPS)).pageInfo.hasNextPage).toBe(true)
    expect((await inbox({ after: now.readUpTo }, personWith(['delivery:read'], { roles: ['auditor'] }))).nodes).toEqual([])
    expect((await ask(INBOX, { principal: personWith([]), variables: {} })).errors?.[0]?.extensions.code).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    )
  })

  it('tells a person whom an approval was delegated to, also without a role that would hear of it', async () => {
    const { legalId } = await openWaitingRun(fixture, 'delegated')
    const lawyer = personWith(['delivery:read'], { subject: 'lawyer', workerId: 'wrk_lawyer' })
    const now = await inbox({}, lawyer)
    const action = { kind: 'delegate', toWorkerId: 'wrk_lawyer', reason: 'On leave.' } as const
    await fixture.system.approvals.act(legalId, action, { idempotencyKey: 'delegate' }, callBy(LEGAL))

    expect((await inbox({ after: now.readUpTo }, lawyer)).nodes).toMatchObject([
      { action: 'approval.delegated', entityId: legalId, summary: 'The approval by legal was delegated.' },
    ])
    const [event] = await fixture.rows(
      `select from_state, to_state, actor, payload from delivery.handoff_event where entity_id = '${legalId}'`,
    )
    expect(event).toEqual({
      from_state: 'PENDING',
      to_state: 'PENDING',
      actor: 'legal',
      payload: { delegatedTo: 'wrk_lawyer', reason: 'given' },
    })
  })

  it('misses nothing that commits late: a number that is missing is waited for', async () => {
    const run = await openWaitingRun(fixture, 'late')
    const { readUpTo: after } = await inbox()
    const slow = new pg.Client({ connectionString: fixture.database.adminUrl })
    await slow.connect()
    try {
      await slow.query('begin')
      await slow.query(eventOf(run, run.legalId, 'approval.requested'))
      await fixture.rows(eventOf(run, run.legalId, 'approval.approved'))
      expect((await inbox({ after })).nodes).toEqual([])
      const { head } = await changed(Number(after))
      expect(head).toBe(Number(after) + 2)

      await slow.query('commit')

      expect((await inbox({ after })).nodes.map(({ action }) => action)).toEqual(['approval.requested', 'approval.approved'])
    } finally {
      await slow.end()
    }
  })

  it('waits no longer than five seconds for a number that nobody uses', async () => {
    const run = await openWaitingRun(fixture, 'gap')
    const { readUpTo: after } = await inbox()
    await fixture.rows(`select nextval(pg_get_serial_sequence('delivery.handoff_event', 'sequence'))`)
    await fixture.rows(eventOf(run, run.legalId, 'approval.requested'))
    expect((await inbox({ after })).nodes).toEqual([])

    await new Promise((resolve) => setTimeout(resolve, 5_100))

    expect((await inbox({ after })).nodes).toHaveLength(1)
  }, 15_000)

  it('tells services which runs changed, those of the last seconds again, at a constant number of statements', async () => {
    const { head } = await changed(null)
    const run = await startRun(fixture.system, 'opp_changed')

    const after = await changed(head)
    const again = await changed(after.head)

    expect(after.head).toBe(head + 2)
    expect(after.runs).toContainEqual({ runId: run.runId, sequence: after.head })
    expect(again).toMatchObject({ head: after.head, runs: expect.arrayContaining([{ runId: run.runId, sequence: after.head }]) })
    expect((await ask(CHANGED, { principal: SERVICE, variables: { after: 0 } })).statements).toBe(1)
    const person = await ask(CHANGED, { principal: OPS, variables: { after: 0 } })
    expect(person.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })

  it('goes on where it stopped when more has changed than one answer holds', async () => {
    const run = await startRun(fixture.system, 'opp_flood')
    const { head } = await changed(null)
    await fixture.rows(eventOf(run, `${run.runId}:H05`, 'step.started', 'from generate_series(1, 3500)'))

    const positions = [head]
    for (let index = 0; index < 3; index += 1) positions.push((await changed(positions.at(-1) as number)).head)

    expect(positions.at(-1)).toBe(head + 3_500)
    expect(new Set(positions).size).toBeGreaterThan(2)
    const far = await inbox({ after: String(head), first: 1 })
    expect(far).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true }, readUpTo: String(head + 2_000) })
  })
})
