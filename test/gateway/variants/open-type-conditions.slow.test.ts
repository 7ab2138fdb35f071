import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type DocumentNode, type GraphQLFieldResolver, isObjectType, parse, print, validate } from 'graphql'
import { reservedAliases } from '../../../gateway/execution/reserved-aliases.ts'
import { type GatewayUnderTest, startGatewayOver } from '../support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from '../support/little-subgraph.ts'
import { randomDocument, randomFrom, schema } from '../support/random-graph.ts'
import { run, usedPart, VARIABLES, world } from '../support/random-world.ts'

/** The graph of random-graph.ts in two subgraphs: plans cross between them below interfaces, unions and lists. */
const CORE = `
  interface Node { id: ID! name: String next: Node parts: [Node!] }
  type A implements Node @key(fields: "id") { id: ID! name: String next: Node parts: [Node!] mate: B }
  type B implements Node @key(fields: "id") { id: ID! name: String next: Node parts: [Node!] any: Any sure: C! }
  type C { name: String mark: Grade! many: [Any]! grid: [[A!]] }
  union Any = A | B | C
  enum Grade { X Y }
  type Query { node: Node nodes: [Node!]! a: A! b: B c: C any: Any many: [Any!] }`
const MORE = `
  type A @key(fields: "id") { id: ID! secret: Int! code: Code }
  type B @key(fields: "id") { id: ID! grade: Grade }
  scalar Code
  enum Grade { X Y }`

/** The key of an object is its place in the world, so that both subgraphs speak of the same one. */
const resolve: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) =>
  info.fieldName === 'id' ? (source as { at: string }).at : world(source, args, context, info)

const FIELDS = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__') ? [[type.name, Object.keys(type.getFields())] as const] : [],
)

function resolversOf(sdl: string) {
  const types = FIELDS.filter(([name]) => sdl.includes(`type ${name} `))
  return Object.fromEntries(
    types.map(([name, fields]) => {
      const own = fields.filter((field) => new RegExp(`type ${name} .*\\b${field}:`).test(sdl))
      const reference = { __resolveReference: ({ id }: { id: string }) => ({ __typename: name, at: id }) }
      return [name, { ...(own.includes('id') && reference), ...Object.fromEntries(own.map((field) => [field, resolve])) }]
    }),
  )
}

describe('type conditions', () => {
  let gateway: GatewayUnderTest
  let subgraphs: readonly LittleSubgraph[] = []
  beforeAll(async () => {
    subgraphs = await Promise.all(
      [CORE, MORE].map((sdl, at) =>
        startLittleSubgraph({ name: ['core', 'more'][at] ?? '', sdl, resolvers: resolversOf(sdl) as never }),
      ),
    )
    gateway = await startGatewayOver(subgraphs)
  })
  afterAll(async () => {
    await gateway.stop()
    await Promise.all(subgraphs.map(({ stop }) => stop()))
  })

  const monolith = (document: DocumentNode) => run(document, resolve)

  /** Answers whether the gateway took it: some random documents are larger than it allows. */
  async function expectSame(query: string): Promise<boolean> {
    const variables = query.includes('$yes') ? VARIABLES : {}
    const { body } = await gateway.ask(query, { variables })
    if (body.errors?.[0]?.extensions.validationErrorCode === 'MAX_RECURSIVE_SELECTIONS_EXCEEDED') return false
    const { data } = monolith(parse(query))
    expect({ query, data: body.data, errors: body.errors }).toEqual({ query, data: JSON.parse(JSON.stringify(data)) })
    return true
  }

  it.each([
    '{ a { ... on Node { ... on A { name } } } }',
    '{ a { ... on Node { ... on A { name secret } } } }',
    '{ b { ... on Any { ... on Node { ... on B { name } } } } }',
    '{ c { ... on Any { ... on C { name } } } }',
    '{ a { ...N } } fragment N on Node { ...P } fragment P on A { name mate { ... on Any { ...Q } } } fragment Q on B { name }',
    '{ node { ... on A { name } ... on B { name } } }',
    '{ nodes { ... on A { x: name } ... on B { y: name grade } } }',
    '{ nodes { ... on Node { ... on Node { ... on B { grade } } } } }',
    '{ many { ... on Node { id ... on A { secret } } ... on C { name many { ... on B { grade } } } } }',
    '{ any { ...X } nodes { ...X } } fragment X on Node { ... on A { name mate { ... on Node { ...Y } } } } fragment Y on B { name }',
    '{ nodes { t: __typename ... on A { name } } }',
    '{ nodes { ... on A { __typename name } ... on B { grade } } }',
    'query ($yes: Boolean!) { nodes { __typename @skip(if: $yes) ... on A @include(if: $yes) { name } } }',
    'query ($yes: Boolean!) { a { mate @include(if: $yes) { name @skip(if: $yes) } } b @include(if: $yes) { ... @skip(if: $yes) { id } } }',
    '{ c { grid { ... on Node { ... on A { code } } } many { ... on Any { ... on Node { ... on A { code } } } } } }',
  ])('select for the objects that they name, and nothing else is answered: %s', async (query) =>
    expect(await expectSame(query)).toBe(true),
  )

  it('answer random documents as one executor over the same data does', async () => {
    let compared = 0
    const property = fc.asyncProperty(fc.nat(), fc.boolean(), async (seed, merging) => {
      const document = usedPart(parse(randomDocument(randomFrom(seed), { merging })))
      const isValid =
        validate(schema, document).length === 0 && validate(schema, document, [reservedAliases(new Map())]).length === 0
      if (!isValid) return
      compared += Number(await expectSame(print(document)))
    })
    await fc.assert(property, { numRuns: 150, examples: [[1033763660, false]] })

    expect(compared).toBeGreaterThan(30)
  }, 120_000)
})
