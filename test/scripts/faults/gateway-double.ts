import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A gateway of one mutation, which keeps each idempotency key once, as every system behind the real one does. */
export interface GatewayDouble {
  readonly url: string
  /** Keys whose effect happened, in order. */
  readonly effects: string[]
  /** Documents as they arrived. */
  readonly documents: string[]
  stop(): Promise<void>
}

export async function startGatewayDouble(): Promise<GatewayDouble> {
  const effects: string[] = []
  const documents: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.method === 'GET') return response.end('{}')
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        query: string
        variables: { input: { idempotencyKey: string } }
      }
      documents.push(query)
      const { idempotencyKey } = variables.input
      const replayed = effects.includes(idempotencyKey)
      if (!replayed) effects.push(idempotencyKey)
      return response.end(JSON.stringify({ data: { createThing: { replayed, userErrors: [] } } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: urlOf(server), effects, documents, stop: () => stop(server) }
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` // it listens on TCP

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
