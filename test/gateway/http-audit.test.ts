import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { serverAudits } from 'graphql-http'
import { type GatewayUnderTest, startGatewayOver, tokenOf } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { person } from './support/principal.ts'

/**
 * Recommendations that the gateway does not follow: they want 200 for a request that was refused before anything ran, when the
 * caller accepts `application/json` alone. See docs/adr/0021-refusals-have-a-status.md.
 */
const NOT_FOLLOWED: ReadonlySet<string> = new Set(['572B', 'FDE2', '7B9B'])

let books: LittleSubgraph
let gateway: GatewayUnderTest
beforeAll(async () => {
  books = await startLittleSubgraph({ name: 'books', sdl: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } })
  gateway = await startGatewayOver([books])
})
afterAll(async () => {
  await gateway.stop()
  await books.stop()
})

/** The audit knows no tokens; everything else of a request is its own. */
function fetchWithToken(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', tokenOf(person([])))
  return fetch(url, { ...init, headers })
}

const AUDITS = serverAudits({ url: () => gateway.url, fetchFn: fetchWithToken })

describe('GraphQL over HTTP, by the audit of graphql-http', () => {
  it('has all rules that the decision names', () => {
    expect([...NOT_FOLLOWED].filter((id) => !AUDITS.some((audit) => audit.id === id))).toEqual([])
    expect(AUDITS.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThanOrEqual(13)
  })

  it.each(AUDITS.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (id, name, audit) => {
    const { status } = await audit.fn()

    if (NOT_FOLLOWED.has(id)) expect([name.startsWith('SHOULD'), status]).toEqual([true, 'warn'])
    else if (!name.startsWith('MAY')) expect(status).toBe('ok')
    else expect(status).not.toBe('error')
  })
})
