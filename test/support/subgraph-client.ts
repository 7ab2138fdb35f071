import { type EnvelopeKey, type Obligation, sealEnvelope } from '../../contracts/wire/envelope.ts'
import type { Principal } from '../../contracts/wire/principal.ts'

/** Master-derived key that tests give to a subgraph and seal with. */
export const TEST_ENVELOPE_KEY: EnvelopeKey = { id: 'test', secret: 'test-envelope-secret-of-more-than-32-characters' }
export const TEST_ENVELOPE_KEYS = `${TEST_ENVELOPE_KEY.id}:${TEST_ENVELOPE_KEY.secret}`

/** A person of the firm with the given scopes. */
export function personWith(scopes: readonly string[], overrides: Partial<Principal> = {}): Principal {
  return {
    subject: 'tester',
    kind: 'PERSON',
    clientId: 'test',
    workerId: 'wrk_tester',
    partner: null,
    regions: null,
    roles: [],
    scopes,
    amr: ['pwd'],
    authenticatedAt: Math.floor(Date.now() / 1000),
    ...overrides,
  }
}

export interface SubgraphAnswer<Data> {
  readonly status: number
  readonly data: Data
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Record<string, unknown>
  }[]
  readonly extensions?: Readonly<Record<string, unknown>>
  /** SQL statements that the request cost, from `server-timing`. */
  readonly statements: number
}

export interface AskOptions {
  readonly principal: Principal
  readonly variables?: Readonly<Record<string, unknown>>
  readonly obligations?: readonly Obligation[]
}

/** Speaks to one subgraph as the gateway does: each request in its own signed envelope. */
export function sealedClient(url: string, audience: string, key: EnvelopeKey = TEST_ENVELOPE_KEY) {
  return async function ask<Data = Record<string, never>>(query: string, options: AskOptions): Promise<SubgraphAnswer<Data>> {
    const { principal, variables = {}, obligations = [] } = options
    const body = JSON.stringify({ query, variables })
    const token = sealEnvelope(key, { audience, body, requestId: 'test-request', principal, obligations })
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-delivery-envelope': token },
      body,
    })
    const answer = (await response.json()) as Omit<SubgraphAnswer<Data>, 'status' | 'statements'>
    const statements = Number(/desc="(\d+)"/.exec(response.headers.get('server-timing') ?? '')?.[1] ?? Number.NaN)
    return { ...answer, status: response.status, statements }
  }
}
