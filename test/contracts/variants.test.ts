import { Supergraph } from '@apollo/federation-internals'
import { describe, expect, it } from '@jest/globals'
import { type GraphQLSchema, parse, validateSchema } from 'graphql'
import { parseVariantRules } from '../../contracts/variants/variant-rules.ts'
import { sortedSdl } from '../../contracts/variants/variant-schema.ts'
import { buildVariants, type ContractVariant, isClosed } from '../../contracts/variants.ts'
import { compose } from '../gateway/support/compose.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@tag", "@inaccessible"])`

/** The variant `client` of subgraphs, with the rules `include: [client], exclude: [internal]`. */
function clientOf(...sdls: readonly string[]): ContractVariant {
  const supergraph = parse(compose(...sdls.map((sdl, index) => ({ name: `s${index}`, sdl: `${LINK}\n${sdl}` }))))
  const variant = buildVariants(supergraph, apiSchemaOf(supergraph), RULES).get('client')
  if (variant === undefined) throw new Error('every variant is built')
  return variant
}

const RULES = parseVariantRules('{ "variants": { "client": { "include": ["client"], "exclude": ["internal"] } } }', 'test')

const apiSchemaOf = (supergraph: ReturnType<typeof parse>): GraphQLSchema =>
  Supergraph.buildForTests(supergraph).apiSchema().toGraphQLJSSchema()

/** Its SDL without white space to speak of; a variant without schema has none. */
const sdlOf = ({ schema, faults }: ContractVariant): string => {
  if (schema === null) throw new Error(`no schema: ${JSON.stringify(faults)}`)
  expect(validateSchema(schema)).toEqual([])
  return sortedSdl(schema).replace(/\s+/g, ' ').trim()
}
const messages = ({ faults }: ContractVariant) => faults.map(({ severity, coordinate }) => `${severity} ${coordinate}`)

describe('buildVariants: what tags show (GraphOS contracts)', () => {
  it('shows a field with a tag of the list, and hides its siblings', () => {
    const variant = clientOf('type Query { open: Int @tag(name: "client") shut: Int other: Int @tag(name: "reseller") }')

    expect(sdlOf(variant)).toBe('type Query { open: Int }')
    expect(variant.hidden.get('Query.shut')).toBe('carries none of the tags client')
  })

  it('lets the fields of a type inherit its tag', () => {
    expect(sdlOf(clientOf('type Query { a: A @tag(name: "client") } type A @tag(name: "client") { x: Int y: Int }'))).toBe(
      'type A { x: Int y: Int } type Query { a: A }',
    )
  })

  it('lets exclusion win over inclusion, on fields, types, arguments, values and inputs', () => {
    const variant = clientOf(`
      type Query { a(keep: Int, drop: Int @tag(name: "internal"), in: In, e: E): A @tag(name: "client") }
      type A @tag(name: "client") { x: Int y: Int @tag(name: "internal") u: U }
      union U @tag(name: "client") = A | B
      type B @tag(name: "client") @tag(name: "internal") { z: Int }
      enum E { ON OFF @tag(name: "internal") }
      input In { one: Int two: Int @tag(name: "internal") }`)

    expect(sdlOf(variant)).toBe(
      'type A { u: U x: Int } enum E { ON } input In { one: Int } type Query { a(e: E, in: In, keep: Int): A } union U = A',
    )
    expect(variant.hidden.get('A.y')).toBe('excluded by tag internal')
    expect(variant.hidden.get('B.z')).toMatch(/excluded by tag internal/)
  })

  it('keeps arguments, inputs, enum values and scalars that carry no tag', () => {
    const variant = clientOf(
      'scalar Day enum E { A B } input In { e: E d: Day } type Query { find(in: In!, d: Day): Day @tag(name: "client") }',
    )

    expect(sdlOf(variant)).toBe('scalar Day enum E { A B } input In { d: Day e: E } type Query { find(d: Day, in: In!): Day }')
  })

  it('hides a union without a tag, and one whose members are all hidden', () => {
    const variant = clientOf(`
      type Query { a: A @tag(name: "client") u: U v: V }
      type A @tag(name: "client") { x: Int } type B { y: Int }
      union U = A union V @tag(name: "client") = B`)

    expect(sdlOf(variant)).toBe('type A { x: Int } type Query { a: A }')
    expect(variant.hidden.get('U')).toMatch(/carries none/)
    expect(variant.hidden.get('V')).toBe('all its members are hidden')
  })

  it('hides types to which no visible field leads, and what only they lead to', () => {
    const variant = clientOf(`
      type Query { a: Int @tag(name: "client") }
      type Far @tag(name: "client") { next: Further } type Further @tag(name: "client") { n: Int }`)

    expect(sdlOf(variant)).toBe('type Query { a: Int }')
    expect(variant.hidden.get('Further')).toBe('no visible field leads to it')
  })

  it('shows the visible implementers of an interface, and drops a hidden interface from their lists', () => {
    const variant = clientOf(`
      type Query { node: Node @tag(name: "client") }
      interface Node @tag(name: "client") { id: ID } interface Audited { by: String }
      type A implements Node & Audited { id: ID @tag(name: "client") by: String }
      type B implements Node @tag(name: "internal") { id: ID }`)

    expect(sdlOf(variant)).toBe('type A implements Node { id: ID } interface Node { id: ID } type Query { node: Node }')
  })

  it('does not read a tag on a root type as a tag on the root fields of every subgraph', () => {
    const variant = clientOf('type Query @tag(name: "client") { a: Int }', 'type Query { b: Int }')

    expect(isClosed(variant)).toBe(true)
  })

  it('merges the tags of all subgraphs', () => {
    const variant = clientOf(
      'type A @key(fields: "id") { id: ID! x: Int @tag(name: "client") } type Query { a: A @tag(name: "client") }',
      'type A @key(fields: "id") { id: ID! y: Int @tag(name: "client") z: Int }',
    )

    expect(sdlOf(variant)).toBe('type A { x: Int y: Int } type Query { a: A }')
  })

  it('finds the tag under the name that the link gives it', () => {
    const renamed = LINK.replace('"@tag"', '{ name: "@tag", as: "@audience" }')
    const sdl = `${renamed} type Query { a: Int @audience(name: "client") b: Int }`
    const supergraph = parse(compose({ name: 's', sdl }))
    const variant = buildVariants(supergraph, apiSchemaOf(supergraph), RULES).get('client')

    expect(variant && sdlOf(variant)).toBe('type Query { a: Int }')
  })

  it('keeps descriptions, deprecations and defaults of what it shows', () => {
    const { schema } = clientOf(
      'type Query { "Said." a(n: Int = 3): Int @tag(name: "client") @deprecated(reason: "Use b; 2027-01-01.") b: Int }',
    )

    expect(schema && sortedSdl(schema)).toBe(
      'type Query {\n  """Said."""\n  a(n: Int = 3): Int @deprecated(reason: "Use b; 2027-01-01.")\n}\n',
    )
  })

  it('gives internal callers everything', () => {
    const supergraph = parse(
      compose({ name: 's', sdl: `${LINK} type Query { a: Int @tag(name: "internal") } type Lost { x: Int }` }),
    )
    const internal = buildVariants(supergraph, apiSchemaOf(supergraph), RULES).get('internal')

    expect(internal && sdlOf(internal)).toBe('type Lost { x: Int } type Query { a: Int }')
    expect(internal?.hidden.size).toBe(0)
  })
})

describe('buildVariants: closed variants', () => {
  it('is closed when no field of Query is visible', () => {
    expect(isClosed(clientOf('type Query { a: Int }'))).toBe(true)
  })

  it('is closed when it has no rules, whatever is tagged', () => {
    const supergraph = parse(compose({ name: 's', sdl: `${LINK} type Query { a: Int @tag(name: "reseller") }` }))
    const reseller = buildVariants(supergraph, apiSchemaOf(supergraph), RULES).get('reseller')

    expect(reseller && isClosed(reseller)).toBe(true)
    expect(reseller?.hidden.get('Query.a')).toMatch(/no rules/)
  })
})

describe('buildVariants: contradictions', () => {
  it('names a visible field whose type is hidden, and what to do', () => {
    const variant = clientOf('type Query { a: A @tag(name: "client") } type A { x: Int }')

    expect(variant.schema).toBeNull()
    expect(isClosed(variant)).toBe(false)
    expect(variant.faults).toEqual([
      {
        severity: 'error',
        coordinate: 'Query.a',
        message:
          'Query.a is visible to client, but its type A is hidden (no field of it is visible). Tag a field of A, or take the tag from Query.a.',
      },
    ])
  })

  it('does not complain about what is not reached', () => {
    expect(
      clientOf('type Query { a: Int @tag(name: "client") } type A { b: B @tag(name: "client") } type B { x: Int }').faults,
    ).toEqual([])
  })

  it.each([
    [
      'an argument of a hidden type',
      'type Query { a(e: E): Int @tag(name: "client") } enum E @tag(name: "internal") { X }',
      'Query.a(e:)',
    ],
    [
      'a hidden argument that must be given',
      'type Query { a(n: Int! @tag(name: "internal")): Int @tag(name: "client") }',
      'Query.a(n:)',
    ],
    [
      'a hidden input field that must be given',
      'type Query { a(i: I): Int @tag(name: "client") } input I { n: Int! @tag(name: "internal") m: Int }',
      'I.n',
    ],
    [
      'a default that uses a hidden value',
      'type Query { a(e: [E!] = [X, Y]): Int @tag(name: "client") } enum E { X Y @tag(name: "internal") }',
      'Query.a(e:)',
    ],
    [
      'a default that uses a hidden input field',
      'type Query { a(i: I = { n: 1 }): Int @tag(name: "client") } input I { n: Int @tag(name: "internal") m: Int }',
      'Query.a(i:)',
    ],
    [
      'a field that its interface shows',
      'type Query { n: N @tag(name: "client") } interface N @tag(name: "client") { id: ID x: Int } type A implements N { id: ID @tag(name: "client") x: Int }',
      'A.x',
    ],
    [
      'an argument that its interface shows',
      'type Query { n: N @tag(name: "client") } interface N @tag(name: "client") { x(k: Int): Int } type A implements N @tag(name: "client") { x(k: Int @tag(name: "internal")): Int }',
      'A.x(k:)',
    ],
    [
      'an interface without any visible implementer',
      'type Query { n: N @tag(name: "client") } interface N @tag(name: "client") { id: ID } type A implements N @tag(name: "internal") { id: ID }',
      'N',
    ],
    ['mutations without a query', 'type Query { a: Int } type Mutation { b: Int @tag(name: "client") }', 'Mutation'],
  ])('names %s', (_, sdl, coordinate) => {
    const variant = clientOf(sdl)

    expect(messages(variant)).toEqual([`error ${coordinate}`])
    expect(variant.schema).toBeNull()
  })

  it('warns of an enum that is returned without all of its values, and not of one that is only asked for', () => {
    const sdl = (position: string) => `type Query { ${position} } enum E { X Y @tag(name: "internal") }`

    expect(messages(clientOf(sdl('a: E @tag(name: "client")')))).toEqual(['warning E'])
    expect(messages(clientOf(sdl('a(e: E): Int @tag(name: "client")')))).toEqual([])
  })
})

describe('parseVariantRules', () => {
  it.each([
    ['an unknown variant', '{ "variants": { "clients": { "include": ["a"] } } }'],
    ['rules for internal callers', '{ "variants": { "internal": { "include": ["a"] } } }'],
    ['an empty list', '{ "variants": { "client": { "include": [] } } }'],
    ['exclusion alone, which shows every new field', '{ "variants": { "client": { "exclude": ["internal"] } } }'],
    ['a tag that is included and excluded', '{ "variants": { "client": { "include": ["a"], "exclude": ["a"] } } }'],
    ['a misspelt key', '{ "variants": { "client": { "include": ["a"], "exclud": [] } } }'],
    ['no JSON', 'variants'],
  ])('refuses %s', (_, text) => {
    expect(() => parseVariantRules(text, 'g.json')).toThrow(/Invalid variants:\n {2}g\.json: /)
  })
})
