import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { getIntrospectionQuery } from 'graphql'
import { ENVELOPE_KEY, type GatewayUnderTest, NOW_MS, startGatewayOver } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { person } from './support/principal.ts'

/** Two systems: workers with pay in one, projects and decisions in the other. */
const HR = `
  type Worker @key(fields: "id") { id: ID! name: String pay: Int @requiresScopes(scopes: [["hr:comp:read"]]) grade: Int! @requiresScopes(scopes: [["hr:read"]]) }
  type Query { worker(id: ID!): Worker workers: [Worker!] }
  type Mutation { raise(id: ID!): Worker @requiresScopes(scopes: [["hr:write"]]) note(id: ID!): Worker }`
const PSA = `
  type Worker @key(fields: "id") { id: ID! projects: [Project!] }
  type Project { id: ID! title: String budget: Int @requiresScopes(scopes: [["erp:financials:read"]]) }
  union Hit = Project | Worker
  type Query { project: Project hits: [Hit!] }
  type Mutation {
    approve(id: ID!): Project @requiresScopes(scopes: [["delivery:approve"]]) @policy(policies: [["segregation_of_duties"]])
    skip(id: ID!): Project @policy(policies: [["mfa"]])
    close(id: ID!): Project
  }`

const worker = (id: string) => ({ __typename: 'Worker', id, name: 'Ada', pay: 100, grade: 3 })
const project = { __typename: 'Project', id: 'p1', title: 'Atlas', budget: 500 }

let hr: LittleSubgraph
let psa: LittleSubgraph
let gateway: GatewayUnderTest

beforeAll(async () => {
  hr = await startLittleSubgraph({
    name: 'hr',
    sdl: HR,
    envelopeKey: ENVELOPE_KEY,
    sqlStatements: 2,
    resolvers: {
      Query: { worker: (_: unknown, { id }: { id: string }) => worker(id), workers: () => [worker('1'), worker('2')] },
      Mutation: {
        raise: (_: unknown, { id }: { id: string }) => worker(id),
        note: (_: unknown, { id }: { id: string }) => worker(id),
      },
      Worker: { __resolveReference: ({ id }: { id: string }) => worker(id) },
    },
  })
  psa = await startLittleSubgraph({
    name: 'psa',
    sdl: PSA,
    envelopeKey: ENVELOPE_KEY,
    sqlStatements: 1,
    resolvers: {
      Query: { project: () => project, hits: () => [project, { __typename: 'Worker', id: '1' }] },
      Mutation: { approve: () => project, skip: () => project, close: () => project },
      Worker: { projects: () => [project] },
      Hit: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    },
  })
  gateway = await startGatewayOver([hr, psa], { config: { exposeTiming: true } })
})
afterAll(async () => {
  await gateway.stop()
  await hr.stop()
  await psa.stop()
})
beforeEach(() => {
  hr.received.length = 0
  psa.received.length = 0
})
const sent = () => [...hr.received, ...psa.received].map(({ query }) => query).join('\n')

describe('field policies in front of the planner', () => {
  it('answers what is allowed, nulls the rest, and never asks a subgraph for it', async () => {
    const { status, body } = await gateway.ask('{ worker(id: "1") { name pay projects { title budget } } }')

    expect(status).toBe(200)
    expect(body.data).toEqual({ worker: { name: 'Ada', pay: null, projects: [{ title: 'Atlas', budget: null }] } })
    expect(body.errors).toEqual([
      {
        message: 'Unauthorized field or type',
        path: ['worker', 'pay'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', retryable: false },
      },
      {
        message: 'Unauthorized field or type',
        path: ['worker', 'projects', '@', 'budget'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', retryable: false },
      },
    ])
    expect(sent()).not.toMatch(/pay|budget/)
  })

  it('reports one error per query path, however many rows there are', async () => {
    const { body } = await gateway.ask('{ workers { name pay } }')

    expect(body.data?.workers).toHaveLength(2)
    expect(body.errors).toHaveLength(1)
    expect(body.errors?.[0]?.path).toEqual(['workers', '@', 'pay'])
  })

  it('moves the null of a denied non-null field to the nearest nullable position', async () => {
    const { body } = await gateway.ask('{ worker(id: "1") { name grade } workers { grade } project { title } }')

    expect(body.data).toEqual({ worker: null, workers: null, project: { title: 'Atlas' } })
  })

  it('answers data null without any fetch when nothing of the operation is allowed', async () => {
    const { status, headers, body } = await gateway.ask('mutation { raise(id: "1") { name } }')

    expect(status).toBe(200)
    expect(body.data).toBeNull()
    expect(body.errors).toHaveLength(1)
    expect(headers.get('server-timing')).toBe('fetches;desc="0", sql;desc="0"')
    expect(sent()).toBe('')
  })

  it('grants by a superset of one alternative', async () => {
    const { body } = await gateway.ask('{ worker(id: "1") { pay } }', { as: person(['hr:read', 'hr:comp:read']) })

    expect(body).toEqual({ data: { worker: { pay: 100 } } })
  })

  it('answers introspection, whose fragments are the only ones that stand on no type of the schema', async () => {
    const { body } = await gateway.ask(getIntrospectionQuery())

    expect(body.errors).toBeUndefined()
    expect(body.data).toMatchObject({ __schema: { queryType: { name: 'Query' } } })
  })

  it('decides union members one by one', async () => {
    const { body } = await gateway.ask('{ hits { ... on Worker { pay } ... on Project { title budget } } }')

    expect(body.data).toEqual({ hits: [{ title: 'Atlas', budget: null }, { pay: null }] })
    expect(sent()).not.toMatch(/pay|budget/)
  })

  it('tells the caller the fetches and SQL statements of all subgraphs together', async () => {
    const { headers } = await gateway.ask('{ worker(id: "1") { name projects { title } } }')

    expect(headers.get('server-timing')).toBe('fetches;desc="2", sql;desc="3"')
  })
})

describe('the plan cache (governance 0.7)', () => {
  const cases = [
    { kind: 'query', query: '{ worker(id: "7") { name pay } }', scope: 'hr:comp:read', denied: /pay/ },
    {
      kind: 'mutation',
      query: 'mutation { raise(id: "7") { name } note(id: "7") { name } }',
      scope: 'hr:write',
      denied: /raise/,
    },
    {
      kind: 'named mutation',
      query: 'mutation M { raise(id: "8") { name } note(id: "8") { name } }',
      scope: 'hr:write',
      denied: /raise/,
      operationName: 'M',
    },
  ]

  it.each(cases)(
    'does not run the plan of an allowed caller for a denied one ($kind)',
    async ({ query, scope, denied, operationName }) => {
      const comment = `# allowed first\n${query}`
      const allowed = await gateway.ask(comment, { as: person([scope]), ...(operationName && { operationName }) })
      expect(allowed.body.errors).toBeUndefined()
      expect(sent()).toMatch(denied)
      hr.received.length = 0

      const refused = await gateway.ask(comment, { ...(operationName && { operationName }) })

      expect(refused.body.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
      expect(sent()).not.toMatch(denied)
      expect(sent()).not.toBe('')
    },
  )

  it.each(cases)(
    'does not run the plan of a denied caller for an allowed one ($kind)',
    async ({ query, scope, denied, operationName }) => {
      const comment = `# denied first\n${query}`
      await gateway.ask(comment, { ...(operationName && { operationName }) })
      expect(sent()).not.toMatch(denied)
      hr.received.length = 0

      const allowed = await gateway.ask(comment, { as: person([scope]), ...(operationName && { operationName }) })

      expect(allowed.body.errors).toBeUndefined()
      expect(sent()).toMatch(denied)
    },
  )
})

describe('@policy', () => {
  const asPerson = person(['delivery:approve'])

  it('decides mfa at the gateway, before anything is sent', async () => {
    const { body } = await gateway.ask('mutation { skip(id: "1") { title } }', { as: asPerson })
    expect(body.data).toBeNull()
    expect(sent()).toBe('')

    const withMfa = person([], { amr: ['mfa'], authenticatedAt: NOW_MS / 1_000 - 60 })
    const { body: allowed } = await gateway.ask('mutation { skip(id: "1") { title } }', { as: withMfa })
    expect(allowed.data).toEqual({ skip: { title: 'Atlas' } })
  })

  it('passes segregation of duties to its subgraph, sealed into the envelope of that fetch alone', async () => {
    const { body } = await gateway.ask('mutation { approve(id: "1") { title } }', { as: asPerson })

    expect(body.data).toEqual({ approve: { title: 'Atlas' } })
    expect(psa.received[0]?.envelope?.obligations).toEqual([{ coordinate: 'Mutation.approve', policy: 'segregation_of_duties' }])

    await gateway.ask('mutation { approve(id: "1") { id } note(id: "1") { name } }', { as: asPerson })
    expect(hr.received[0]?.envelope?.obligations).toEqual([])
  })

  it('writes down what the subgraph decided on the obligation, and hands none of it to the caller', async () => {
    const verdict = {
      coordinate: 'Mutation.approve',
      policy: 'segregation_of_duties',
      allowed: false,
      reason: 'the actor requested it',
    }
    const denial = { message: 'Unauthorized field or type: the actor requested it', path: ['approve'] }
    psa.fail((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const foreign = { ...verdict, coordinate: 'Mutation.raise' }
      const extensions = { verdicts: [verdict, foreign, { ...verdict, allowed: 'no' }, null, 5] }
      const errors = [{ ...denial, extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', policy: 'x' } }]
      response.end(JSON.stringify({ data: { approve: null }, errors, extensions }))
    })
    const { body } = await gateway.ask('mutation { approve(id: "1") { title } }', { as: asPerson })
    psa.fail(null)

    expect(body).toEqual({
      data: { approve: null },
      errors: [{ ...denial, extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', retryable: false } }],
    })
    const requests = gateway.logLines.filter(({ msg }) => msg === 'request')
    expect(requests.at(-1)).toMatchObject({ verdicts: [verdict] })
  })

  it('still demands the scopes beside the policy', async () => {
    const { body } = await gateway.ask('mutation { approve(id: "1") { title } close(id: "1") { title } }')

    expect(body.data).toEqual({ approve: null, close: { title: 'Atlas' } })
    expect(sent()).not.toMatch(/approve/)
  })
})

describe('the envelope', () => {
  it('carries the caller, the request id and the digest of the body to each subgraph', async () => {
    await gateway.ask('{ worker(id: "1") { name projects { title } } }', {
      as: person(['hr:read']),
      headers: { 'x-request-id': 'request-0001' },
    })

    for (const { envelope } of [...hr.received, ...psa.received]) {
      expect(envelope).toMatchObject({ requestId: 'request-0001', principal: { subject: 'user:test', scopes: ['hr:read'] } })
    }
    expect(hr.received[0]?.envelope?.jti).not.toBe(psa.received[0]?.envelope?.jti)
  })

  it('is the only identity that reaches a subgraph: headers of the client do not', async () => {
    await gateway.ask('{ project { title } }', {
      headers: { 'x-user-id': 'root', 'x-delivery-envelope': 'forged', 'x-forwarded-for': '10.0.0.1' },
    })

    const { headers, envelope } = psa.received[0] ?? {}
    expect(headers?.['x-user-id']).toBeUndefined()
    expect(headers?.['x-forwarded-for']).toBeUndefined()
    expect(headers?.authorization).toBeUndefined()
    expect(envelope?.principal.subject).toBe('user:test')
  })
})

describe('the mode "refuse"', () => {
  it('answers 403 with one error per path, no data and no fetch', async () => {
    const refusing = await startGatewayOver([hr, psa], { config: { authorization: { mode: 'refuse' } } })
    const { status, body } = await refusing.ask('{ worker(id: "1") { name pay } project { budget } }')
    const allowed = await refusing.ask('{ worker(id: "1") { name } }')
    await refusing.stop()

    expect(status).toBe(403)
    expect(body).not.toHaveProperty('data')
    expect(body.errors?.map(({ path }) => path)).toEqual([
      ['worker', 'pay'],
      ['project', 'budget'],
    ])
    expect(hr.received).toHaveLength(1)
    expect(allowed.body).toEqual({ data: { worker: { name: 'Ada' } } })
  })
})
