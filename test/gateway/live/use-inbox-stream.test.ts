import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openEventStream } from '../../support/event-stream.ts'
import { type GatewayUnderTest, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleDelivery, startLittleDelivery } from '../support/little-delivery.ts'
import { startLittleSubgraph } from '../support/little-subgraph.ts'
import { person } from '../support/principal.ts'

describe('the stream of an inbox', () => {
  let delivery: LittleDelivery
  let gateway: GatewayUnderTest
  beforeAll(async () => {
    delivery = await startLittleDelivery()
    gateway = await startGatewayOver([delivery], { config: { live: { pollMs: 50 } } })
  })
  afterAll(async () => {
    await gateway.stop()
    await delivery.stop()
  })

  const follow = (headers: Readonly<Record<string, string>> = {}, caller = person(['delivery:read'])) =>
    openEventStream(`${gateway.origin}/live/inbox`, { authorization: tokenOf(caller), ...headers })

  it('starts now, with the position to resume after, and tells what happens in any run', async () => {
    const past = delivery.write('run_1')
    const stream = await follow()
    await stream.until(({ blocks }) => blocks.length === 1)
    expect(stream.blocks).toEqual([{ id: past, event: null, data: null, others: ['retry: 2000'] }])

    const written = [delivery.write('run_1', 'approval.requested'), delivery.write('run_2', 'approval.approved')]
    await stream.until(({ events }) => events.length === 2)
    await stream.close()

    expect(stream.events.map(({ id, event }) => [id, event])).toEqual([
      [written[0], 'approval.requested'],
      [written[1], 'approval.approved'],
    ])
  })

  it('gives a client that saw no event what it missed meanwhile', async () => {
    const stream = await follow()
    await stream.until(({ lastEventId }) => lastEventId !== '')
    await stream.close()
    const missed = delivery.write('run_1', 'approval.requested')

    const again = await follow({ 'last-event-id': stream.lastEventId })
    await again.until(({ events }) => events.length > 0)
    await again.close()

    expect(again.events.map(({ id }) => id)).toEqual([missed])
  })

  it('refuses a caller who may not read approvals', async () => {
    const stream = await follow({}, person([]))

    expect([stream.status, stream.refusal?.errors[0]?.extensions.code]).toEqual([403, 'UNAUTHORIZED_FIELD_OR_TYPE'])
  })

  it('writes one line when a stream begins and one when it ends, with what it cost', async () => {
    gateway.logLines.length = 0
    const stream = await follow()
    await stream.until(({ blocks }) => blocks.length > 0)
    await stream.close()
    while (!gateway.logLines.some(({ msg }) => msg === 'stream ended')) await new Promise((resolve) => setTimeout(resolve, 10))

    expect(gateway.logLines).toContainEqual(
      expect.objectContaining({ msg: 'request', status: 200, operationName: 'InboxChanges', subject: 'user:test', fetches: 1 }),
    )
    expect(gateway.logLines).toContainEqual(
      expect.objectContaining({ msg: 'stream ended', subject: 'user:test', durationMs: expect.any(Number), fetches: 1 }),
    )
  })

  it('does not exist where the graph has no timelines', async () => {
    const books = await startLittleSubgraph({ name: 'books', sdl: 'type Query { a: Int }', resolvers: {} })
    const other = await startGatewayOver([books])
    const stream = await openEventStream(`${other.origin}/live/inbox`, { authorization: tokenOf(person(['delivery:read'])) })
    await other.stop()
    await books.stop()

    expect([stream.status, stream.refusal?.errors[0]?.extensions.code]).toEqual([404, 'NOT_FOUND'])
  })

  it('needs a token also where the graph answers anybody', async () => {
    const open = await startGatewayOver([delivery], { config: { anonymous: true } })
    const stream = await openEventStream(`${open.origin}/live/inbox`, {})
    await open.stop()

    expect([stream.status, stream.refusal?.errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})
