import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type OpenEventStream, openEventStream } from '../../support/event-stream.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { type GatewayOptions, type GatewayUnderTest, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleDelivery, startLittleDelivery } from '../support/little-delivery.ts'
import { person } from '../support/principal.ts'

const caller = (subject: string) => person(['delivery:read'], { subject })

describe('limits of streams', () => {
  let delivery: LittleDelivery
  const gateways: GatewayUnderTest[] = []
  const open: OpenEventStream[] = []
  beforeAll(async () => {
    delivery = await startLittleDelivery()
    delivery.setRun('run_1', 'RUNNING')
    delivery.write('run_1')
  })
  afterEach(() => closeAll(open.splice(0)))
  afterAll(async () => {
    await Promise.all(gateways.map(({ stop }) => stop()))
    await delivery.stop()
  })

  async function gatewayWith(
    config: Readonly<Record<string, unknown>>,
    options: Pick<GatewayOptions, 'beforeAuthentication'> = {},
  ): Promise<GatewayUnderTest> {
    const gateway = await startGatewayOver([delivery], { config, ...options })
    gateways.push(gateway)
    return gateway
  }
  async function follow({ origin }: GatewayUnderTest, subject = 'a', runId = 'run_1'): Promise<OpenEventStream> {
    const stream = await openEventStream(`${origin}/live/runs/${runId}`, { authorization: tokenOf(caller(subject)) })
    open.push(stream)
    return stream
  }
  const followMany = (gateway: GatewayUnderTest, count: number) =>
    Promise.all(Array.from({ length: count }, () => follow(gateway)))
  const closeAll = (streams: readonly OpenEventStream[]) => Promise.all(streams.map((stream) => stream.close()))

  it('count the open streams of a subject and of the process, and forget the closed and the refused', async () => {
    const gateway = await gatewayWith({ live: { maxStreamsPerSubject: 2, maxStreams: 3 } })
    for (let index = 0; index < 5; index += 1) expect((await follow(gateway, 'a', 'run_none')).status).toBe(404)
    const streams = [await follow(gateway), await follow(gateway)]
    const third = await follow(gateway)
    streams.push(await follow(gateway, 'b'))
    const fourth = await follow(gateway, 'c')

    expect([third.status, third.refusal?.errors[0]?.extensions]).toEqual([429, { code: 'TOO_MANY_STREAMS', retryable: true }])
    expect([fourth.status, fourth.refusal?.errors[0]?.extensions.code]).toEqual([429, 'TOO_MANY_STREAMS'])

    await closeAll(streams)
    await waitUntil(async () => (await follow(gateway, 'c')).status === 200)
  })

  it('forget a client that is gone before its stream begins, and ask nothing for it', async () => {
    const held: (() => void)[] = []
    let isSlow = true
    const beforeAuthentication = () => (isSlow ? new Promise<void>((resolve) => held.push(resolve)) : Promise.resolve())
    const gateway = await gatewayWith({ live: { maxStreamsPerSubject: 1 } }, { beforeAuthentication })
    const before = delivery.asked('workflowRun')
    for (let left = 1; left <= 3; left += 1) {
      const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1')
      socket.write(`GET /live/runs/run_1 HTTP/1.1\r\nhost: gateway\r\nauthorization: ${tokenOf(caller('hasty'))}\r\n\r\n`)
      await waitUntil(async () => held.length === left)
      socket.destroy()
    }
    await new Promise((resolve) => setTimeout(resolve, 200)) // until the gateway sees that they are gone
    isSlow = false
    for (const proceed of held) proceed()
    await new Promise((resolve) => setTimeout(resolve, 200))

    expect(delivery.asked('workflowRun') - before).toBe(0)
    expect((await follow(gateway, 'hasty')).status).toBe(200)
  })

  it('leave the deadline of requests out: a stream lives longer', async () => {
    const gateway = await gatewayWith({ deadlineMs: 1_500, live: { pollMs: 50 } })
    const stream = await follow(gateway)
    await new Promise((resolve) => setTimeout(resolve, 1_800))

    const written = delivery.write('run_1')
    await stream.until(({ lastEventId }) => lastEventId === written)

    expect(stream.status).toBe(200)
  })

  it('drop a client that does not read, without having fetched what it would not take', async () => {
    delivery.setRun('run_huge', 'RUNNING')
    for (let index = 0; index < 1_000; index += 1) delivery.write('run_huge', 'step.started', 'x'.repeat(50_000)) // 5 MB a page
    const gateway = await gatewayWith({ live: { maxStreamsPerSubject: 1, stallTimeoutMs: 300 } })
    const before = delivery.asked('workflowRun')
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1').pause()
    socket.write(`GET /live/runs/run_huge HTTP/1.1\r\nhost: gateway\r\nauthorization: ${tokenOf(caller('slow'))}\r\n\r\n`)

    await waitUntil(async () => gateway.logLines.some(({ msg }) => msg === 'stream ended'))
    expect(delivery.asked('workflowRun') - before).toBeLessThan(5)
    const again = await follow(gateway, 'slow')

    expect(again.status).toBe(200)
    socket.destroy()
  })

  it('let one poller speak for 200 streams, and nobody when there is none', async () => {
    delivery.setRun('run_many', 'RUNNING')
    // Gateway, subgraph and all clients share this process. On a busy machine 200 looks take longer than a call may, and a stream
    // whose look failed rightly looks again: the limits must not be what is measured.
    const patient = { deadlineMs: 60_000, subgraphs: { delivery: { timeoutMs: 60_000 } } }
    const gateway = await gatewayWith({ ...patient, live: { maxStreamsPerSubject: 200, idleMs: 120_000 } })
    const streams = await Promise.all(Array.from({ length: 200 }, () => follow(gateway, 'a', 'run_many')))
    await Promise.all(streams.map((stream) => stream.until(({ blocks }) => blocks.length > 0, 30_000)))
    delivery.received.length = 0

    const from = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await waitUntil(async () => delivery.received.length > 0)
    const questions = (performance.now() - from) / 250 + 1 // one every 250 ms, for all of them together
    expect(delivery.asked('workflowRun')).toBe(0)
    expect(delivery.received.length).toBeLessThanOrEqual(questions)

    const written = delivery.write('run_many')
    await Promise.all(streams.map((stream) => stream.until(({ lastEventId }) => lastEventId === written, 30_000)))
    expect(delivery.asked('workflowRun')).toBe(200)

    await closeAll(streams)
    await waitUntil(async () => gateway.logLines.filter(({ msg }) => msg === 'stream ended').length === 200)
    // A question may be under way still; somebody who went on asking would leave no pause this long.
    await waitUntil(async () => {
      delivery.received.length = 0
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return delivery.received.length === 0
    })
  }, 90_000)

  it('leave nothing behind when clients go away', async () => {
    const gateway = await gatewayWith({ live: { maxStreamsPerSubject: 50, pollMs: 50 } })
    const round = async () => {
      const streams = await followMany(gateway, 50)
      await Promise.all(streams.map((stream) => stream.until(({ blocks }) => blocks.length > 0)))
      await closeAll(streams)
    }
    await round() // connections to the subgraph are kept
    await new Promise((resolve) => setTimeout(resolve, 300))
    const base = process.getActiveResourcesInfo().length

    for (let index = 0; index < 4; index += 1) await round()

    await waitUntil(async () => process.getActiveResourcesInfo().length <= base)
  }, 30_000)
})
