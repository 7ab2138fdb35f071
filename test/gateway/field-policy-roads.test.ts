import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type GatewayUnderTest, startGatewayOver } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { person } from './support/principal.ts'

/** Two systems that know a worker; `SECRET` stands behind every road, and only `hr:comp:read` opens it. */
const HR = `
  scalar Pay @requiresScopes(scopes: [["hr:comp:read"]])
  enum Band @requiresScopes(scopes: [["hr:comp:read"]]) { SECRET OTHER }
  interface Party { id: ID! note: String }
  type Worker implements Party @key(fields: "id") {
    id: ID!
    note: String @requiresScopes(scopes: [["hr:comp:read"]])
    pay: Pay
    pays: [[Pay!]]
    band: Band
    file: File
    friends: [[Worker!]]
  }
  type File @requiresScopes(scopes: [["hr:comp:read"]]) { text: String }
  type Firm implements Party { id: ID! note: String }
  union Hit = Worker | Firm | File
  type Query { worker: Worker parties: [Party!] hits: [Hit!] grid: [[Worker!]] }
  type Mutation { rename: Worker note: String @requiresScopes(scopes: [["hr:comp:read"]]) }`
const PSA = `
  type Worker @key(fields: "id") {
    id: ID!
    note: String @external
    bonus: String @requires(fields: "note") @requiresScopes(scopes: [["hr:comp:read"]])
    plan: Plan
  }
  type Plan { worker: Worker secret: String @requiresScopes(scopes: [["hr:comp:read"]]) }
  type Query { plan: Plan }`

const record = { __typename: 'Worker', id: '1', note: 'SECRET', pay: 'SECRET', pays: [['SECRET']], band: 'SECRET' }
const worker = { ...record, file: { text: 'SECRET' }, friends: [[record]] }
const plan = { worker: { __typename: 'Worker', id: '1' }, secret: 'SECRET' }

let hr: LittleSubgraph
let psa: LittleSubgraph
let gateway: GatewayUnderTest
beforeAll(async () => {
  const typeOf = ({ __typename }: { __typename: string }) => __typename
  const firm = { __typename: 'Firm', id: '2', note: 'open' }
  const file = { __typename: 'File', text: 'SECRET' }
  hr = await startLittleSubgraph({
    name: 'hr',
    sdl: HR,
    resolvers: {
      Query: { worker: () => worker, parties: () => [worker, firm], hits: () => [worker, firm, file], grid: () => [[worker]] },
      Mutation: { rename: () => worker, note: () => 'SECRET' },
      Worker: { __resolveReference: () => worker },
      Party: { __resolveType: typeOf },
      Hit: { __resolveType: typeOf },
    },
  })
  psa = await startLittleSubgraph({
    name: 'psa',
    sdl: PSA,
    resolvers: {
      Query: { plan: () => plan },
      Worker: {
        __resolveReference: (reference: object) => reference,
        bonus: ({ note }: { note: string }) => `bonus of ${note}`,
        plan: () => plan,
      },
    },
  })
  gateway = await startGatewayOver([hr, psa])
})
afterAll(async () => {
  await gateway.stop()
  await hr.stop()
  await psa.stop()
})

/** Names of what is protected; a fetch that has one of them was not filtered. */
const PROTECTED = /\b(note|pay|pays|band|file|text|bonus|secret)\b/

describe('no road around the rules of a field', () => {
  it.each([
    ['its name', '{ worker { id note } }'],
    ['an alias of a harmless name', '{ worker { label: note } }'],
    ['an alias that stands on an allowed field elsewhere', '{ a: worker { x: id } b: worker { x: note } }'],
    ['nested fragments', '{ worker { ...A } } fragment A on Worker { ...B } fragment B on Worker { ... { note } }'],
    ['a fragment at the root', '{ ...Q } fragment Q on Query { worker { note } }'],
    ['a condition on a variable', 'query ($v: Boolean = true) { worker { note @include(if: $v) pay @skip(if: false) } }'],
    ['an interface', '{ parties { note } }'],
    ['a fragment on an interface', '{ hits { ... on Party { note } } }'],
    ['a fragment through an interface', '{ worker { __typename ... on Party { ... on Worker { note } } } }'],
    ['a member of a union', '{ hits { ... on Worker { note } ... on Firm { id } ... on File { text } } }'],
    ['a list of lists', '{ grid { note friends { pay } } }'],
    ['a scalar', '{ worker { pay } }'],
    ['a scalar in lists', '{ worker { pays } }'],
    ['an enum', '{ worker { band } }'],
    ['an object type', '{ worker { file { text } } }'],
    ['an object type, by its name only', '{ worker { file { __typename } } }'],
    ['a record of another system', '{ plan { worker { note bonus plan { secret } } } }'],
    ['what a mutation answers', 'mutation { rename { note pay } }'],
    ['a mutation', 'mutation { note }'],
  ])('leads through %s', async (_, query) => {
    hr.received.length = 0
    psa.received.length = 0
    const denied = await gateway.ask(query, { as: person(['hr:read', 'crm:write']) })
    const sent = [...hr.received, ...psa.received].map((each) => each.query).join('\n')

    expect(JSON.stringify(denied.body)).not.toContain('SECRET')
    expect(denied.body.errors?.every(({ extensions }) => extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE')).toBe(true)
    expect(sent).not.toMatch(PROTECTED)

    // The road does lead there: whoever has the scope gets the value, or its type.
    const granted = await gateway.ask(query, { as: person(['hr:comp:read']) })
    expect(granted.body.errors).toBeUndefined()
    expect(JSON.stringify(granted.body)).toMatch(/SECRET|"File"/)
  })

  it('leads through a field that is computed from a protected one in another system', async () => {
    hr.received.length = 0
    const { body } = await gateway.ask('{ plan { worker { bonus } } }')

    expect(body.data).toEqual({ plan: { worker: { bonus: null } } })
    expect(hr.received).toEqual([])
  })

  it('leads through the message of an error, also of a variable that is wrong', async () => {
    const { body } = await gateway.ask('query ($id: Int!) { worker { note } __type(name: $id) { name } }', {
      variables: { id: 'SECRET' },
    })

    expect(JSON.stringify(body.errors)).not.toContain('SECRET')
  })
})
