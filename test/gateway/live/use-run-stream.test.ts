import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type OpenEventStream, openEventStream } from '../../support/event-stream.ts'
import { type GatewayUnderTest, NOW_MS, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleDelivery, startLittleDelivery } from '../support/little-delivery.ts'
import { person } from '../support/principal.ts'

const READER = person(['delivery:read'])

describe('the stream of a run', () => {
  let delivery: LittleDelivery
  let gateway: GatewayUnderTest
  let nowMs = NOW_MS
  const open: OpenEventStream[] = []

  beforeAll(async () => {
    delivery = await startLittleDelivery()
    gateway = await startGatewayOver([delivery], { config: { live: { pollMs: 50, idleMs: 400 } }, nowMs: () => nowMs })
  })
  afterEach(() => Promise.all(open.splice(0).map((stream) => stream.close())))
  afterAll(async () => {
    await gateway.stop()
    await delivery.stop()
  })

  async function follow(
    runId: string,
    headers: Readonly<Record<string, string>> = {},
    { authorization = tokenOf(READER), search = '' }: { readonly authorization?: string; readonly search?: string } = {},
  ): Promise<OpenEventStream> {
    const stream = await openEventStream(`${gateway.origin}/live/runs/${runId}${search}`, { authorization, ...headers })
    open.push(stream)
    return stream
  }
  const idsOf = ({ events }: OpenEventStream) => events.map(({ id }) => id)

  it('starts with the whole timeline, goes on with what happens, and ends with the run', async () => {
    delivery.setRun('run_a', 'RUNNING')
    const written = [delivery.write('run_a'), delivery.write('run_a')]
    const stream = await follow('run_a')
    await stream.until(({ events }) => events.length === 2)

    written.push(delivery.write('run_a', 'step.completed'))
    await stream.until(({ events }) => events.length === 3)
    delivery.setRun('run_a', 'COMPLETED')
    written.push(delivery.write('run_a', 'run.completed'))
    await stream.until(({ ended }) => ended)

    expect(stream.status).toBe(200)
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    })
    expect(
      Object.keys(stream.headers).filter((name) => name.startsWith('access-control') || name === 'content-encoding'),
    ).toEqual([])
    expect(stream.blocks[0]).toMatchObject({ id: null, event: null, others: ['retry: 2000'] })
    expect(idsOf(stream)).toEqual([...written, null])
    expect(stream.events[2]).toMatchObject({
      event: 'step.completed',
      data: { id: written[2], stepKey: 'H05', toState: 'RUNNING', summary: 'Step H05 was started.\nBy itself.' },
    })
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { status: 'COMPLETED' } })
  })

  it.each([
    ['the header', (id: string) => ({ headers: { 'last-event-id': id }, search: '' })],
    ['the query', (id: string) => ({ headers: {}, search: `?lastEventId=${id}` })],
    ['the header before the query', (id: string) => ({ headers: { 'last-event-id': id }, search: '?lastEventId=0' })],
  ])('resumes after the last event id of %s', async (_, place) => {
    delivery.setRun('run_b', 'RUNNING')
    const seen = delivery.write('run_b')
    const missed = delivery.write('run_b')

    const { headers, search } = place(seen)
    const stream = await follow('run_b', headers, { search })
    await stream.until(({ events }) => events.length > 0)

    expect(idsOf(stream)[0]).toBe(missed)
  })

  it('tells a client that comes back after the end to stay away', async () => {
    delivery.setRun('run_over', 'FAILED')
    const last = delivery.write('run_over', 'run.failed')

    const stream = await follow('run_over', { 'last-event-id': last })

    expect(stream.status).toBe(204)
    expect(stream.headers).not.toHaveProperty('content-length')
  })

  it('catches up with 1,000 events in pages, in order, none missing and none twice', async () => {
    delivery.setRun('run_long', 'COMPLETED')
    const written = Array.from({ length: 1_000 }, () => delivery.write('run_long'))
    const before = delivery.asked('workflowRun')

    const stream = await follow('run_long')
    await stream.until(({ ended }) => ended)

    expect(idsOf(stream)).toEqual([...written, null])
    expect(delivery.asked('workflowRun') - before).toBe(10)
  })

  it('says something once in a while, and looks by itself', async () => {
    delivery.setRun('run_quiet', 'RUNNING')
    const stream = await follow('run_quiet')
    const before = delivery.asked('workflowRun')

    await stream.until(({ blocks }) => blocks.filter(({ others }) => others[0]?.startsWith(':')).length >= 2)

    expect(stream.events).toEqual([])
    expect(delivery.asked('workflowRun')).toBeGreaterThan(before)
  })

  it.each([
    ['no token', 'run_a', { authorization: '' }, 401, 'UNAUTHENTICATED'],
    ['a bad token', 'run_a', { authorization: 'Bearer !' }, 401, 'UNAUTHENTICATED'],
    ['a caller without the scope', 'run_a', { authorization: tokenOf(person([])) }, 403, 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ['a run that does not exist', 'run_none', {}, 404, 'NOT_FOUND'],
    ['a run that the caller may not see', 'run_private', {}, 404, 'NOT_FOUND'],
    ['an event id that is none', 'run_a', { search: '?lastEventId=1%0Aevent:x' }, 400, 'BAD_EVENT_ID'],
    ['an address that is none', 'a/b', {}, 404, 'NOT_FOUND'],
  ])('refuses %s', async (_, runId, how, status, code) => {
    delivery.setRun('run_private', 'RUNNING', 'user:somebody-else')
    const stream = await follow(runId, {}, how)

    expect(stream.status).toBe(status)
    expect(stream.refusal?.errors[0]?.extensions).toMatchObject({ code, retryable: false })
    expect(stream.headers['www-authenticate']).toBe(status === 401 ? 'Bearer realm="test"' : undefined)
  })

  it.each([
    ['UNAUTHORIZED_FIELD_OR_TYPE', 403],
    ['FORBIDDEN', 403],
    ['BAD_CURSOR', 400],
    ['PAGE_SIZE_OUT_OF_RANGE', 500],
    ['SUBGRAPH_UNAVAILABLE', 503],
    ['SUBGRAPH_TIMEOUT', 503],
    ['A_CODE_OF_NOBODY', 500],
  ])('has a status of its own for a query that fails with %s', async (code, status) => {
    delivery.setRun('run_fault', 'RUNNING')
    const errors = [{ message: 'no', path: ['workflowRun'], extensions: { code } }]
    delivery.fail((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { workflowRun: null }, errors }))
    })
    const stream = await follow('run_fault')
    delivery.fail(null)

    expect(stream.status).toBe(status)
    expect(stream.refusal?.errors[0]?.extensions.code).toBe(code.includes('NOBODY') ? 'INTERNAL_SERVER_ERROR' : code)
  })

  it('tells nobody to stay away who does not say where it was', async () => {
    delivery.setRun('run_silent', 'COMPLETED')
    const stream = await follow('run_silent')
    await stream.until(({ ended }) => ended)
    const stranger = await follow('run_private', { 'last-event-id': '1' })

    expect([stream.status, stream.events.at(-1)?.event]).toEqual([200, 'end'])
    expect(stranger.status).toBe(404)
  })

  it('answers GET alone', async () => {
    const response = await fetch(`${gateway.origin}/live/inbox`, { method: 'POST', headers: { authorization: tokenOf(READER) } })

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
  })

  it('ends when the caller may no longer see the run: every look is authorised', async () => {
    delivery.setRun('run_taken', 'RUNNING')
    delivery.write('run_taken')
    const stream = await follow('run_taken')
    await stream.until(({ events }) => events.length === 1)

    delivery.setRun('run_taken', 'RUNNING', 'user:somebody-else')
    delivery.write('run_taken')
    await stream.until(({ ended }) => ended)

    expect(stream.events.slice(1)).toMatchObject([{ id: null, event: 'refused', data: { code: 'NOT_FOUND' } }])
  })

  it('ends when the token does, and not earlier', async () => {
    delivery.setRun('run_token', 'RUNNING')
    const stream = await follow('run_token', {}, { authorization: tokenOf(READER, NOW_MS / 1_000 + 60) })
    await stream.until(({ blocks }) => blocks.length >= 2)
    expect(stream.ended).toBe(false)

    nowMs = NOW_MS + 60_000
    await stream.until(({ ended }) => ended)
    nowMs = NOW_MS

    expect(stream.events).toMatchObject([{ event: 'token-expired' }])
  })

  it('goes on after the subgraph was away, and misses nothing', async () => {
    delivery.setRun('run_away', 'RUNNING')
    const written = [delivery.write('run_away')]
    const stream = await follow('run_away')
    await stream.until(({ events }) => events.length === 1)

    delivery.fail((response) => response.destroy())
    written.push(delivery.write('run_away'), delivery.write('run_away'))
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect([stream.ended, stream.events.length]).toEqual([false, 1])
    expect((await follow('run_away')).refusal?.errors[0]?.extensions).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      retryable: true,
    })
    delivery.fail(null)
    written.push(delivery.write('run_away'))
    await stream.until(({ events }) => events.length === 4)

    expect(idsOf(stream)).toEqual(written)
  })

  it('ends when the caller would not be admitted any more, and sends nothing of what happened after', async () => {
    let refusedBy: 'UNAUTHENTICATED' | null = null
    const other = await startGatewayOver([delivery], {
      config: { live: { pollMs: 50, idleMs: 60_000 } },
      refusedNow: () => refusedBy,
    })
    try {
      delivery.setRun('run_revoked', 'RUNNING')
      const written = delivery.write('run_revoked')
      const stream = await openEventStream(`${other.origin}/live/runs/run_revoked`, { authorization: tokenOf(READER) })
      open.push(stream)
      await stream.until(({ events }) => events.length === 1)

      refusedBy = 'UNAUTHENTICATED'
      delivery.write('run_revoked')
      await stream.until(({ ended }) => ended)

      expect(idsOf(stream)).toEqual([written, null])
      expect(stream.events.at(-1)).toMatchObject({ event: 'refused', data: { code: 'UNAUTHENTICATED' } })
    } finally {
      await other.stop()
    }
  })
})

describe('a gateway that stops', () => {
  it('ends its streams with a notice, and the client loses nothing', async () => {
    const delivery = await startLittleDelivery()
    delivery.setRun('run_1', 'RUNNING')
    const gateways = [await startGatewayOver([delivery]), await startGatewayOver([delivery])] as const
    const headers = { authorization: tokenOf(READER) }
    delivery.write('run_1')
    const stream = await openEventStream(`${gateways[0].origin}/live/runs/run_1`, headers)
    await stream.until(({ events }) => events.length === 1)

    const startedAt = Date.now()
    await gateways[0].stop()
    const stoppedInMs = Date.now() - startedAt
    await stream.until(({ ended }) => ended)
    const missed = delivery.write('run_1')
    const again = await openEventStream(`${gateways[1].origin}/live/runs/run_1`, {
      ...headers,
      'last-event-id': stream.lastEventId,
    })
    await again.until(({ events }) => events.length === 1)

    expect(stream.events.at(-1)).toMatchObject({ id: null, event: 'shutdown' })
    expect(again.events[0]?.id).toBe(missed)
    expect(stoppedInMs).toBeLessThan(10_000) // not the 20 s that requests in flight would get
    await again.close()
    await gateways[1].stop()
    await delivery.stop()
  })
})
