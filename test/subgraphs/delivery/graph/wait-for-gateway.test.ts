import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { waitForGateway } from '../../../../subgraphs/delivery/graph/wait-for-gateway.ts'

describe('waitForGateway', () => {
  it('waits while nobody listens and while the gateway is not ready', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(asked.length < 3 ? 503 : 200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise<void>((resolve) => server.close(() => resolve()))

    const waiting = waitForGateway(`http://127.0.0.1:${port}/graphql`, pino({ level: 'silent' }))
    setTimeout(() => server.listen(port, '127.0.0.1'), 300)
    await waiting

    expect(asked).toEqual(['/health/ready', '/health/ready', '/health/ready'])
    server.closeAllConnections()
    server.close()
  })
})
