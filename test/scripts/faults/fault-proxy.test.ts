import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { tokenIn } from '../../../scripts/faults/case-records.ts'
import { createCallLog } from '../../../scripts/faults/proxy/call-log.ts'
import { type FaultProxy, type Interception, openFaultProxy } from '../../../scripts/faults/proxy/fault-proxy.ts'
import { type GatewayDouble, startGatewayDouble } from './gateway-double.ts'

const KEY = 'ho:opp_fault0007:1:H10'
const QUERY = 'mutation CreateThing($input: CreateThingInput!) { createThing(input: $input) { userErrors { code } } }'

describe('the fault proxy', () => {
  let folder: string
  let gateway: GatewayDouble
  let proxy: FaultProxy
  let fault: Interception | null
  let ready: string[]

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'delivery-graph-proxy-'))
    gateway = await startGatewayDouble()
    fault = null
    ready = []
    proxy = await openFaultProxy({
      gatewayUrl: gateway.url,
      workers: ['worker-1', 'worker-2'],
      pidOf: (worker) => (worker === 'worker-1' ? 101 : 102),
      log: createCallLog(path.join(folder, 'calls.jsonl')),
      tokenIn,
      intercept: () => fault,
      onReady: (worker) => ready.push(worker),
    })
  })
  afterEach(async () => {
    await proxy.close()
    await gateway.stop()
    rmSync(folder, { recursive: true })
  })

  const send = (worker: 'worker-1' | 'worker-2' = 'worker-1') =>
    fetch(proxy.urlFor(worker), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, operationName: 'CreateThing', variables: { input: { idempotencyKey: KEY } } }),
    })
  const written = () =>
    readFileSync(path.join(folder, 'calls.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('passes a call on, and writes down who sent it, for which case, and that it had its effect', async () => {
    const response = await send('worker-2')

    expect(response.status).toBe(200)
    expect(written().map(({ event }) => event)).toEqual(['arrived', 'answered', 'delivered'])
    expect(written()[1]).toMatchObject({
      worker: 'worker-2',
      pid: 102,
      operation: 'CreateThing',
      key: KEY,
      token: 'fault0007',
      verdict: 'accepted',
    })
  })

  it('tells an effect from a repetition although the worker does not ask', async () => {
    await send()
    await send()

    expect(gateway.documents[0]).toContain('replayed')
    expect(
      written()
        .filter(({ event }) => event === 'answered')
        .map(({ verdict }) => verdict),
    ).toEqual(['accepted', 'replayed'])
  })

  it('cuts a call off before the gateway sees it', async () => {
    fault = { point: 'before-effect', act: async () => 'drop' }

    await expect(send()).rejects.toThrow()
    expect(gateway.effects).toEqual([])
  })

  it('cuts a call off after its effect, and has it in the log all the same', async () => {
    fault = { point: 'after-effect', act: async () => 'drop' }

    await expect(send()).rejects.toThrow()
    expect(gateway.effects).toEqual([KEY])
    expect(written().map(({ event }) => event)).toEqual(['arrived', 'answered', 'dropped'])
  })

  it('refuses a call with 502 without an effect', async () => {
    fault = { point: 'before-effect', act: async () => 'refuse' }

    expect((await send()).status).toBe(502)
    expect(gateway.effects).toEqual([])
  })

  it('notices when the caller of a held call is gone', async () => {
    let noticed = false
    fault = {
      point: 'after-effect',
      act: async ({ settled }) => {
        await settled
        noticed = true
        return 'drop'
      },
    }
    const abort = new AbortController()
    const call = fetch(proxy.urlFor('worker-1'), {
      method: 'POST',
      body: JSON.stringify({ query: QUERY, variables: { input: { idempotencyKey: KEY } } }),
      signal: abort.signal,
    })
    setTimeout(() => abort.abort(), 100)

    await expect(call).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(noticed).toBe(true)
  })

  it('answers for a gateway that is down as an intermediary does', async () => {
    await gateway.stop()

    expect((await send()).status).toBe(502)
    expect(written().at(-2)).toMatchObject({ event: 'answered', verdict: 'errors', codes: ['HTTP_502'] })
  })

  it('tells when a worker was told that the gateway is ready', async () => {
    await fetch(new URL('/health/ready', proxy.urlFor('worker-2')))

    expect(ready).toEqual(['worker-2'])
  })
})
