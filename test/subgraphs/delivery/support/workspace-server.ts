import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WorkspaceServer {
  readonly url: string
  /** Spaces by the key that opened them. */
  readonly spaces: Map<string, { readonly name: string; archived: boolean }>
  /** Status to answer instead of doing anything; null answers properly. */
  failWith: number | null
  close(): Promise<void>
}

/** A workspace behind the firm's endpoint: a real HTTP server that opens one space per idempotency key. */
export async function startWorkspaceServer(token: string): Promise<WorkspaceServer> {
  const spaces: WorkspaceServer['spaces'] = new Map()
  const state = { failWith: null as number | null }
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const answer = (status: number, body: unknown = {}) => response.writeHead(status).end(JSON.stringify(body))
      if (state.failWith !== null) return answer(state.failWith)
      if (request.headers.authorization !== `Bearer ${token}`) return answer(401)
      const key = String(request.headers['idempotency-key'])
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { name: string; openedByKey: string }
      if (request.url === '/spaces') {
        if (!spaces.has(key)) spaces.set(key, { name: body.name, archived: false })
        return answer(201, { reference: `space-${[...spaces.keys()].indexOf(key) + 1}` })
      }
      const opened = spaces.get(body.openedByKey)
      if (opened !== undefined) opened.archived = true
      return answer(200)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spaces,
    get failWith() {
      return state.failWith
    },
    set failWith(status) {
      state.failWith = status
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
