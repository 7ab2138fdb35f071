import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { startGateway } from '../../gateway/main.ts'
import { createGraphClient, type GraphClient } from '../../scripts/demo/graph-client.ts'
import { FLAGSHIP } from '../../scripts/seed/stories/s-1.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { waitUntil } from '../support/wait-until.ts'

const VIEW = 'query($id: ID!) { project(id: $id) { code erpProjectNumber purchaseOrders(first: 1) { nodes { number } } } }'

/** A second gateway on the same subgraphs, except for one that is not there or never answers. */
describe('a subgraph that is away', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'delivery-graph-away-'))
  const closing: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()))
    rmSync(scratch, { recursive: true, force: true })
  })

  let hung: Server
  let gatewayWith: (procurementUrl: string) => Promise<GraphClient>
  beforeAll(async () => {
    const stack = await sharedStack()
    hung = createServer(() => undefined).listen(0, '127.0.0.1')
    closing.push(async () => hung.closeAllConnections() ?? hung.close())
    gatewayWith = async (procurementUrl) => {
      const config = JSON.parse(readFileSync(stack.gatewayConfig, 'utf8')) as { subgraphs: Record<string, unknown> }
      const file = path.join(scratch, `gateway-${closing.length}.json`)
      const subgraphs = { ...config.subgraphs, procurement: { url: procurementUrl, timeoutMs: 400 } }
      writeFileSync(file, JSON.stringify({ ...config, port: 0, drainMs: 0, subgraphs, audit: undefined })) // its folder belongs to one process
      const gateway = await startGateway({
        env: { ...stack.gatewayEnv, GATEWAY_CONFIG: file },
        log: pino({ level: 'silent' }),
      })
      await waitUntil(async () => (await fetch(new URL('/health/ready', gateway.url))).ok)
      closing.push(gateway.stop)
      return createGraphClient({ url: gateway.url, persona: 'project_manager', tokenOf: stack.tokenOf })
    }
  })

  it.each([
    ['refuses connections', () => 'http://127.0.0.1:9/graphql', 'SUBGRAPH_UNAVAILABLE'],
    ['never answers', () => `http://127.0.0.1:${(hung.address() as AddressInfo).port}/graphql`, 'SUBGRAPH_TIMEOUT'],
  ])('[RS-07] that %s costs its own branch and nothing else', async (_, url, code) => {
    const client = await gatewayWith(url())

    const { data, errors } = await client.send<{ project: Record<string, unknown> }>(VIEW, { id: FLAGSHIP.projectId })

    expect(data.project).toMatchObject({ code: expect.any(String), erpProjectNumber: expect.any(String), purchaseOrders: null })
    expect(errors).toHaveLength(1)
    expect(errors[0]?.extensions).toMatchObject({ code, retryable: true })
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|procurement|ECONNREFUSED/)
  })
})
