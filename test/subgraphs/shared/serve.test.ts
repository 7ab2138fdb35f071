import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sealEnvelope } from '../../../contracts/wire/envelope.ts'
import { SubgraphConfig } from '../../../subgraphs/shared/config.ts'
import type { SubgraphContext } from '../../../subgraphs/shared/context.ts'
import { type RunningSubgraph, serveSubgraph } from '../../../subgraphs/shared/serve.ts'
import { personWith, sealedClient, TEST_ENVELOPE_KEY, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])
  directive @masked(as: String!, unless: [[String!]!]!) on FIELD_DEFINITION
  scalar Secret @requiresScopes(scopes: [["erp:read"]])
  type Query {
    plan: Plan @requiresScopes(scopes: [["psa:read"], ["psa:write"]])
    broken: String @requiresScopes(scopes: [["psa:read"]])
    away: String @requiresScopes(scopes: [["psa:read"]])
    plans: [Plan!] @requiresScopes(scopes: [["psa:read"]])
  }
  type Mutation { release: String @requiresScopes(scopes: [["psa:write"]]) @policy(policies: [["segregation_of_duties"]]) }
  type Plan @key(fields: "id") @authenticated { id: ID! name: String price: Secret phone: String @masked(as: "last4", unless: [["psa:write"]]) owner: String @policy(policies: [["segregation_of_duties"]]) margin: String @requiresScopes(scopes: [["erp:read", "erp:margin:read"]]) }
`
const AUDIENCE = 'subgraph:plans'
let subgraph: RunningSubgraph
let loaded = 0
let released = 0
let factCalls = 0
let requester = 'somebody'
const PLAN = { id: 'prj_1', name: 'Plan', price: '10.00', margin: '0.31', phone: '+49 30 12344711', owner: 'Kim' }
const segregation = async (asks: readonly unknown[]) => {
  factCalls += 1
  return asks.map(() => ({ requestedBy: [requester], submittedBy: [], acceptedBy: [], previousDeciders: [] }))
}

beforeAll(async () => {
  subgraph = await serveSubgraph<SubgraphContext>(
    {
      name: 'plans',
      sdl: SDL,
      resolvers: {
        Query: {
          plan: () => {
            loaded += 1
            return PLAN
          },
          plans: () => [PLAN, PLAN, PLAN],
          broken: () => {
            throw new Error('select * from psa.secret_table at 10.0.0.7')
          },
          away: () => {
            throw Object.assign(new Error('terminating connection to 10.0.0.7'), { code: '57P01' })
          },
        },
        Mutation: {
          release: () => {
            released += 1
            return 'done'
          },
        },
        Plan: { __resolveReference: ({ id }: { id: string }) => ({ ...PLAN, id }) },
      },
      facts: {
        'Mutation.release': { segregation_of_duties: segregation },
        'Plan.owner': { segregation_of_duties: segregation },
      },
      createContext: (base) => base,
      checkHealth: async () => undefined,
      close: async () => undefined,
    },
    SubgraphConfig.parse({
      PORT: '0',
      DATABASE_URL: 'postgresql://unused',
      ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
      LOG_LEVEL: 'silent',
    }),
  )
})
afterAll(() => subgraph.stop())

const ask = <Data>(query: string, scopes: readonly string[], variables = {}) =>
  sealedClient(subgraph.url, AUDIENCE)<Data>(query, { principal: personWith(scopes), variables })

function post(body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(subgraph.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}
const seal = (body: string, audience = AUDIENCE) =>
  sealEnvelope(TEST_ENVELOPE_KEY, { audience, body, requestId: 'r', principal: personWith(['psa:read']), obligations: [] })

describe('a subgraph', () => {
  it('[AP-01] answers 401 to a request without the envelope of the gateway, whatever else it carries', async () => {
    const response = await post('{"query":"{plan{name}}"}', { authorization: 'Bearer abc', 'x-user-id': 'root' })

    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  it('[AP-01] answers 401 when the body is another one than the sealed one', async () => {
    const response = await post('{"query":"{plan{id}}"}', { 'x-delivery-envelope': seal('{"query":"{plan{name}}"}') })

    expect(response.status).toBe(401)
  })

  it('[AP-01] answers 401 to the envelope of another subgraph', async () => {
    const body = '{"query":"{plan{name}}"}'

    expect((await post(body, { 'x-delivery-envelope': seal(body, 'subgraph:erp') })).status).toBe(401)
  })

  it('[AP-01] answers 401 to an envelope that is no token at all', async () => {
    const part = (text: string) => Buffer.from(text).toString('base64url')
    const malformed = `${part('{"alg":"HS256","typ":"JWT","kid":"test"}')}.${part('not json')}.AAAA`

    for (const envelope of [malformed, 'x', '...', 'a.b.c']) {
      expect((await post('{"query":"{plan{name}}"}', { 'x-delivery-envelope': envelope })).status).toBe(401)
    }
  })

  it('[AP-01] answers an envelope once, and 401 when it is sent again', async () => {
    const body = '{"query":"{plan{name}}"}'
    const headers = { 'x-delivery-envelope': seal(body) }

    expect((await post(body, headers)).status).toBe(200)
    expect((await post(body, headers)).status).toBe(401)
  })

  it('refuses a root field without its scope before the resolver runs', async () => {
    const before = loaded

    const answer = await ask('{ plan { name } }', ['erp:read'])

    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(loaded).toBe(before)
  })

  it('enforces a field rule on the entity road too', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Plan { name margin } } }'
    const variables = { r: [{ __typename: 'Plan', id: 'prj_1' }] }

    const denied = await ask<{ _entities: unknown[] }>(query, ['erp:read'], variables)
    const granted = await ask<{ _entities: unknown[] }>(query, ['erp:read', 'erp:margin:read'], variables)

    expect(denied.data._entities).toEqual([{ name: 'Plan', margin: null }])
    expect(granted.data._entities).toEqual([{ name: 'Plan', margin: '0.31' }])
  })

  it('enforces the rule of a type on every field that returns it', async () => {
    const answer = await ask<{ plan: unknown }>('{ plan { name price } }', ['psa:read'])

    expect(answer.data.plan).toEqual({ name: 'Plan', price: null })
  })

  it('masks a field before it leaves, for whoever does not hold the scopes that see the value, on the entity road too', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Plan { phone } } }'
    const variables = { r: [{ __typename: 'Plan', id: 'prj_1' }] }

    expect((await ask<{ plan: unknown }>('{ plan { phone } }', ['psa:read'])).data.plan).toEqual({ phone: '••••4711' })
    expect((await ask(query, ['psa:read'], variables)).data).toEqual({ _entities: [{ phone: '••••4711' }] })
    expect((await ask(query, ['psa:write'], variables)).data).toEqual({ _entities: [{ phone: '+49 30 12344711' }] })
  })

  it('decides a policy before the write, and tells the gateway what it decided and why', async () => {
    requester = 'tester'
    const refused = await ask('mutation { release }', ['psa:write'])
    requester = 'somebody'
    const before = released
    const allowed = await ask('mutation { release }', ['psa:write'])

    const verdict = { coordinate: 'Mutation.release', policy: 'segregation_of_duties' }
    expect(refused.errors?.[0]?.message).toBe('Unauthorized field or type: the actor requested it')
    expect(refused.extensions).toEqual({ verdicts: [{ ...verdict, allowed: false, reason: 'the actor requested it' }] })
    expect(allowed.extensions).toMatchObject({ verdicts: [{ ...verdict, allowed: true }] })
    expect(released).toBe(before + 1)
  })

  it('loads the facts of a page of records in one call, and reports the same verdict once', async () => {
    const before = factCalls

    const answer = await ask('{ plans { owner } }', ['psa:read'])

    expect(answer.data).toEqual({ plans: [{ owner: 'Kim' }, { owner: 'Kim' }, { owner: 'Kim' }] })
    expect(factCalls).toBe(before + 1)
    expect(answer.extensions).toMatchObject({ verdicts: [{ coordinate: 'Plan.owner', allowed: true }] })
    expect((await ask('{ plan { name } }', ['psa:read'])).extensions).toBeUndefined()
  })

  it('loads no facts for a caller without the scopes', async () => {
    const before = factCalls

    expect((await ask('mutation { release }', ['psa:read'])).errors).toHaveLength(1)
    expect(factCalls).toBe(before)
  })

  it('refuses a request with an obligation that it does not decide: the gateway relied on it', async () => {
    const send = (policy: string, coordinate: string) =>
      sealedClient(subgraph.url, AUDIENCE)('{ plan { name } }', {
        principal: personWith(['psa:read']),
        obligations: [{ coordinate, policy }],
      })

    expect((await send('segregation_of_duties', 'Mutation.release')).status).toBe(200)
    expect((await send('ethical_wall', 'Mutation.release')).status).toBe(403)
    expect((await send('segregation_of_duties', 'Query.plan')).status).toBe(403)
  })

  it('shows nothing internal of an unexpected error', async () => {
    const answer = await ask('{ broken }', ['psa:read'])

    expect(JSON.stringify(answer)).not.toMatch(/secret_table|10\.0\.0\.7|stack/)
    expect(answer.errors?.[0]).toMatchObject({ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } })
  })

  it('says that it is unavailable while its database is away, which may be tried again', async () => {
    const answer = await ask('{ away }', ['psa:read'])

    expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.7|57P01/)
    expect(answer.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
  })

  it('answers health without an envelope and nothing else', async () => {
    const base = subgraph.url.replace('/graphql', '')

    expect((await fetch(`${base}/health/ready`)).status).toBe(200)
    expect((await fetch(`${base}/health/live`)).status).toBe(200)
    expect((await fetch(`${base}/graphql`)).status).toBe(404)
  })
})
