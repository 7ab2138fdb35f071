import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type GatewayUnderTest, startGatewayOver, tokenOf } from '../support/gateway-under-test.ts'
import { type LittleDelivery, startLittleDelivery } from '../support/little-delivery.ts'
import { person } from '../support/principal.ts'

let delivery: LittleDelivery
let gateway: GatewayUnderTest
beforeAll(async () => {
  delivery = await startLittleDelivery()
  gateway = await startGatewayOver([delivery])
})
afterAll(async () => {
  await gateway.stop()
  await delivery.stop()
})

const open = async (path: string, partner: boolean) => {
  const firm = { id: 'par_1', kind: 'CLIENT', accountIds: [], supplierIds: [] } as const
  const caller = person(['delivery:read'], partner ? { kind: 'PARTNER', partner: firm } : {})
  const response = await fetch(`${gateway.origin}${path}`, { headers: { authorization: tokenOf(caller) } })
  await response.body?.cancel()
  return response.status
}

describe('useInternalCallers', () => {
  it.each(['/live/runs/run_1', '/live/inbox'])('keeps partners from %s, as if it did not exist', async (path) => {
    delivery.setRun('run_1', 'RUNNING')
    delivery.write('run_1')

    expect(await open(path, false)).toBe(200)
    const before = delivery.received.length
    expect(await open(path, true)).toBe(404)
    expect(delivery.received.slice(before).filter(({ query }) => !query.includes('changedRuns'))).toEqual([])
  })
})
