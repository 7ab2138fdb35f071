import { buildSubgraphSchema } from '@apollo/subgraph'
import { describe, expect, it } from '@jest/globals'
import { buildASTSchema, graphql, parse } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import type { SubgraphContext } from '../../../subgraphs/shared/context.ts'
import type { FactLoaders } from '../../../subgraphs/shared/facts.ts'
import { createShield } from '../../../subgraphs/shared/shield.ts'
import { personWith } from '../../support/subgraph-client.ts'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])'
const withField = (directive: string) => parse(`type Query { field: String ${directive} }`)
const noFacts = { segregation_of_duties: async () => [{}] }

describe('createShield', () => {
  it.each([
    ['an empty scope list', '@requiresScopes(scopes: [])'],
    ['an empty alternative', '@requiresScopes(scopes: [[]])'],
    ['a scope that the registry does not have', '@requiresScopes(scopes: [["psa:reed"]])'],
    ['a policy without predicate', '@policy(policies: [["moon_phase"]])'],
    ['a policy decided here without facts', '@policy(policies: [["segregation_of_duties"]])'],
  ])('refuses to start with %s', (_, directive) => {
    expect(() => createShield(withField(directive), {})).toThrow(TypeError)
  })

  it('starts when every rule can be enforced', () => {
    const facts = { 'Query.field': noFacts }

    expect(() => createShield(withField('@policy(policies: [["segregation_of_duties"]])'), facts)).not.toThrow()
  })

  it.each([
    ['a field that has no such policy', 'type Query { field: String }', 'Query.field'],
    ['a field that does not exist', 'type Query { field: String @policy(policies: [["mfa"]]) }', 'Query.feild'],
    [
      'the name of an interface, which graphql-shield would ignore',
      `interface Node { field: String @policy(policies: [["segregation_of_duties"]]) } type Query { node: Node }`,
      'Node.field',
    ],
  ])('refuses to start with facts for %s', (_, sdl, coordinate) => {
    expect(() => createShield(parse(sdl), { [coordinate]: noFacts })).toThrow(/which no object type asks for/)
  })

  it('says which obligations it decides', () => {
    const { decides } = createShield(withField('@policy(policies: [["mfa"], ["segregation_of_duties"]])'), {
      'Query.field': noFacts,
    })

    expect(decides({ coordinate: 'Query.field', policy: 'segregation_of_duties' })).toBe(true)
    expect(decides({ coordinate: 'Query.field', policy: 'ethical_wall' })).toBe(false)
    expect(decides({ coordinate: 'Query.other', policy: 'segregation_of_duties' })).toBe(false)
  })
})

describe('an obligation', () => {
  const SDL = `
    interface Node { field: String }
    type Open implements Node @policy(policies: [["segregation_of_duties"]]) { field: String grade: Grade }
    enum Grade @policy(policies: [["mfa"]]) { X }
    type Query { node: Node }`
  const facts = { 'Open.field': noFacts, 'Open.grade': noFacts, 'Query.node': {} }

  it('on a type is decided with its fields, on an enum with those that return it, on an interface by the types behind it', () => {
    const { decides } = createShield(parse(SDL), facts)
    const decided = (coordinate: string, policy: string) => decides({ coordinate, policy })

    expect(decided('Open', 'segregation_of_duties')).toBe(true)
    expect(decided('Open.grade', 'mfa')).toBe(true)
    expect(decided('Grade', 'mfa')).toBe(true)
    expect(decided('Node.field', 'segregation_of_duties')).toBe(true)
    expect(decided('Grade', 'segregation_of_duties')).toBe(false)
    expect(decided('Query.node', 'segregation_of_duties')).toBe(false)
  })
})

/** Builds a subgraph as serve.ts does, and asks it. Every object has every field. */
function ask(sdl: string, query: string, scopes: readonly string[], facts: FactLoaders<SubgraphContext> = {}) {
  const typeDefs = parse(`${LINK}\n${sdl}`)
  const record = (__typename: string) => ({ __typename, id: '1', name: 'n', secret: 's', grade: 'X', code: 'c' })
  const Query = {
    node: () => record('Open'),
    found: () => [record('Open'), record('Vault')],
    grade: () => 'X',
    code: () => 'c',
  }
  const known = Object.fromEntries(Object.entries(Query).filter(([name]) => new RegExp(`\\b${name}:`).test(sdl)))
  const schema = buildSubgraphSchema({ typeDefs, resolvers: { Query: known } })
  const call = { principal: personWith(scopes), correlationId: 'c' }
  const contextValue: SubgraphContext = { call, obligations: [] }
  return graphql({ schema: applyMiddleware(schema, createShield(typeDefs, facts).middleware), source: query, contextValue })
}

/** Federation refuses a rule on an interface when the schema is built, so such an SDL is served without it. */
function askWithoutFederation(sdl: string, query: string, scopes: readonly string[]) {
  const typeDefs = parse(`directive @requiresScopes(scopes: [[String!]!]!) on INTERFACE | FIELD_DEFINITION | UNION\n${sdl}`)
  const record = (__typename: string) => ({ __typename, id: '1', name: 'n', secret: 's' })
  const records = [record('Open'), record('Vault')]
  const schema = applyMiddleware(buildASTSchema(typeDefs), createShield(typeDefs, {}).middleware)
  const contextValue: SubgraphContext = { call: { principal: personWith(scopes), correlationId: 'c' }, obligations: [] }
  return graphql({ schema, source: query, contextValue, rootValue: { nodes: records, found: records, shut: records[0] } })
}
const errorPaths = (result: Awaited<ReturnType<typeof ask>>) => result.errors?.map(({ path }) => path?.join('.')) ?? []
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

describe('rules of abstract types', () => {
  const SDL = `
    interface Node @requiresScopes(scopes: [["psa:read"]]) { id: ID! secret: String @requiresScopes(scopes: [["erp:read"]]) }
    type Open implements Node { id: ID! secret: String name: String }
    type Vault implements Node { id: ID! secret: String name: String @requiresScopes(scopes: [["hr:read"]]) }
    union Found = Open | Vault
    union Shut @requiresScopes(scopes: [["crm:read"]]) = Open | Vault
    type Query { nodes: [Node] found: [Found] shut: Shut }`

  it('of an interface hold for every type that implements it, through the interface, a fragment and a union', async () => {
    const query =
      '{ nodes { secret ... on Vault { name } } found { ... on Open { secret name } ... on Vault { secret name } ... on Node { id } } }'

    const denied = await askWithoutFederation(SDL, query, [])
    expect(plain(denied.data)).toEqual({ nodes: null, found: [null, null] }) // ids are not nullable

    const weaker = await askWithoutFederation(SDL, query, ['psa:read'])
    expect(plain(weaker.data)).toEqual({
      nodes: [{ secret: null }, { secret: null, name: null }],
      found: [
        { secret: null, name: 'n', id: '1' },
        { secret: null, name: null, id: '1' },
      ],
    })

    const granted = await askWithoutFederation(SDL, query, ['psa:read', 'erp:read', 'hr:read'])
    expect(granted.errors).toBeUndefined()
    expect(plain(granted.data)).toMatchObject({ nodes: [{ secret: 's' }, { secret: 's', name: 'n' }] })
  })

  it('are refused by Federation when the schema is built', () => {
    const typeDefs = parse(`${LINK}\n${SDL.replace('union Shut @requiresScopes(scopes: [["crm:read"]])', 'union Shut')}`)

    expect(() => buildSubgraphSchema({ typeDefs })).toThrow(/cannot be applied on interfaces/)
  })

  it('are not on the names that graphql-shield is given: it would ignore them without a word', async () => {
    const result = await askWithoutFederation(SDL, '{ found { ... on Open { secret } } shut { ... on Open { id } } }', [
      'psa:read',
    ])

    expect(errorPaths(result).toSorted()).toEqual(['found.0.secret', 'shut'])
  })
})

describe('rules of enums and scalars', () => {
  const SDL = `
    enum Grade @requiresScopes(scopes: [["hr:read"]]) { X Y }
    scalar Code @authenticated @requiresScopes(scopes: [["erp:read"]])
    type Open { grade: Grade code: [Code!] name: String }
    type Query { node: Open grade: Grade! code: Code }`

  it('hold for every field that returns them, whatever is around the type', async () => {
    const denied = await ask(SDL, '{ node { grade code name } code }', ['hr:read'])
    expect(plain(denied.data)).toEqual({ node: { grade: 'X', code: null, name: 'n' }, code: null })
    expect(errorPaths(denied).toSorted()).toEqual(['code', 'node.code'])

    const other = await ask(SDL, '{ code grade }', ['erp:read'])
    expect(other.data).toBeNull()
    expect(errorPaths(other)).toEqual(['grade'])
  })
})

describe('facts', () => {
  const SDL = `
    type Open { id: ID! secret: String @policy(policies: [["segregation_of_duties"]]) name: String }
    type Vault { id: ID! name: String }
    union Found = Open | Vault
    type Query { found: [Found] node: Open }`
  const OTHERS = { requestedBy: ['somebody'], submittedBy: [], acceptedBy: [], previousDeciders: [] }

  it('of many fields are loaded in one call, each with its record and its arguments', async () => {
    const calls: number[] = []
    const facts: FactLoaders<SubgraphContext> = {
      'Open.secret': {
        segregation_of_duties: async (asks) => {
          calls.push(asks.length)
          expect(asks.every(({ parent }) => (parent as { id: string }).id === '1')).toBe(true)
          return asks.map(() => OTHERS)
        },
      },
    }
    const query = '{ a: node { secret x: secret } b: node { secret } found { ... on Open { secret } } }'

    const result = await ask(SDL, query, [], facts)

    expect(result.errors).toBeUndefined()
    expect(calls).toEqual([4])
  })

  it('that cannot be loaded deny the field', async () => {
    const facts: FactLoaders<SubgraphContext> = {
      'Open.secret': { segregation_of_duties: () => Promise.reject(new Error('database away')) },
    }

    const result = await ask(SDL, '{ node { secret name } }', [], facts)

    expect(plain(result.data)).toEqual({ node: { secret: null, name: 'n' } })
  })

  it('tell the caller its own part, and nothing where the reason is not disclosed', async () => {
    const messageFor = async (facts: object) => {
      const result = await ask(SDL, '{ node { secret } }', [], {
        'Open.secret': { segregation_of_duties: async () => [{ ...facts }] },
      })
      return result.errors?.[0]?.message
    }

    expect(await messageFor({ ...OTHERS, submittedBy: ['tester'] })).toBe('Unauthorized field or type: the actor submitted it')
    expect(await messageFor({ ...OTHERS, requestedBy: [] })).toBe('Unauthorized field or type')
    expect(await messageFor({})).toBe('Unauthorized field or type')
  })
})
