import { describe, expect, it } from '@jest/globals'
import { filterFor, graphOf } from '../support/compiled.ts'

const graph = graphOf({
  name: 'a',
  sdl: `
    interface Node { id: ID! name: String owner: Person }
    type Person implements Node @authenticated { id: ID! name: String owner: Person pay: Int @requiresScopes(scopes: [["hr:comp:read"]]) }
    type Vault implements Node @requiresScopes(scopes: [["erp:bank:read"]]) { id: ID! name: String owner: Person code: String }
    type Site implements Node { id: ID! name: String @requiresScopes(scopes: [["crm:read"]]) owner: Person city: String! }
    type Open { title: String note: Note }
    scalar Secret @requiresScopes(scopes: [["hr:pii:sensitive"]])
    enum Grade @requiresScopes(scopes: [["hr:read"]]) { A B }
    type Note { text: String secret: Secret grade: Grade }
    union Found = Person | Vault | Open
    type Query {
      me: Person node: Node nodes: [[Node!]!]! found: [Found] open: Open
      staff: [Person!] @requiresScopes(scopes: [["hr:read"]])
    }
    type Mutation { pay(amount: Int): Open @requiresScopes(scopes: [["erp:write"]]) log(text: String): Open }`,
})
const ask = (query: string, scopes: readonly string[] | null = []) => filterFor(graph, query, scopes)

describe('filterDocument: what a field asks of its caller', () => {
  it('removes a field whose own rule is not met, and keeps its siblings', () => {
    expect(ask('{ me { name pay } }')).toMatchObject({ text: '{ me { name } }', paths: ['me.pay'] })
    expect(ask('{ me { name pay } }', ['hr:comp:read'])).toMatchObject({ text: '{ me { name pay } }', paths: [] })
  })

  it('removes a field whose return type is not allowed', () => {
    expect(ask('{ me { name } open { title } }', null)).toMatchObject({ text: '{ open { title } }', paths: ['me'] })
  })

  it('removes fields of protected scalars and enums', () => {
    expect(ask('{ open { note { text secret grade } } }')).toMatchObject({
      text: '{ open { note { text } } }',
      paths: ['open.note.secret', 'open.note.grade'],
    })
  })

  it('leaves nothing when every root field is denied', () => {
    expect(ask('{ staff { name } }')).toMatchObject({ text: null, paths: ['staff'] })
  })

  it('never keeps a denied mutation beside an allowed one', () => {
    expect(ask('mutation ($n: Int, $t: String) { pay(amount: $n) { title } log(text: $t) { title } }')).toMatchObject({
      text: 'mutation ($t: String) { log(text: $t) { title } }',
      paths: ['pay'],
    })
  })

  it('asks an allowed field for its type name when all of its selections are denied', () => {
    expect(ask('{ me { pay } }')).toMatchObject({ text: '{ me { __typename } }', paths: ['me.pay'] })
  })

  it('lets everybody read __typename and the schema', () => {
    expect(ask('{ __typename __schema { queryType { name } } }', null)).toMatchObject({ paths: [] })
  })
})

describe('filterDocument: roads around a rule', () => {
  it.each([
    ['an alias', '{ me { x: pay } }', 'me.x'],
    ['a second alias', '{ a: me { pay } b: me { id } }', 'a.pay'],
    ['an inline fragment', '{ me { ... { pay } } }', 'me.pay'],
    ['an inline fragment with its own type', '{ me { ... on Person { pay } } }', 'me.pay'],
    ['an inline fragment through the interface', '{ me { ... on Node { ... on Person { pay } } } }', 'me.pay'],
    ['a named fragment', '{ me { ...F } } fragment F on Person { pay }', 'me.pay'],
    ['a nested named fragment', '{ me { ...F } } fragment F on Person { ...G } fragment G on Person { y: pay }', 'me.y'],
    ['the root through a fragment', '{ ...Q } fragment Q on Query { staff { id } }', 'staff'],
    ['@include with a variable', 'query ($v: Boolean!) { me { pay @include(if: $v) } }', 'me.pay'],
    ['@skip with a literal', '{ me { pay @skip(if: false) } }', 'me.pay'],
    ['a fragment with a directive', '{ me { ...F @include(if: true) } } fragment F on Person { pay }', 'me.pay'],
    ['a field of a field', '{ me { owner { owner { pay } } } }', 'me.owner.owner.pay'],
    ['a list of lists', '{ nodes { ... on Person { pay } } }', 'nodes.@.@.pay'],
    ['a union member', '{ found { ... on Person { pay } } }', 'found.@.pay'],
    ['duplicate selections', '{ me { pay pay } me { pay } }', 'me.pay'],
    ['a mutation payload', 'mutation { log { note { secret } } }', 'log.note.secret'],
  ])('closes %s', (_road, query, path) => {
    const { text, paths } = ask(query)

    expect(text ?? '').not.toMatch(/pay|staff|secret/)
    expect(paths).toContain(path)
    expect(new Set(paths).size).toBe(paths.length)
  })
})

describe('filterDocument: interfaces', () => {
  it('needs the rules of all implementers for a field of the interface', () => {
    expect(ask('{ node { id } }').paths).toEqual(['node.id'])
    expect(ask('{ node { id } }', ['erp:bank:read']).paths).toEqual([])
    expect(ask('{ node { name } }', ['erp:bank:read']).paths).toEqual(['node.name'])
    expect(ask('{ node { name } }', ['erp:bank:read', 'crm:read']).paths).toEqual([])
  })

  it('checks fragments against their own type, when only they and __typename are selected', () => {
    expect(ask('{ node { __typename ... on Person { name } ... on Vault { code } ... on Site { city } } }')).toMatchObject({
      text: '{ node { __typename ... on Person { name } ... on Site { city } } }',
      paths: ['node.code'],
    })
  })

  it('asks for the type name that the answer needs to be put together', () => {
    expect(ask('{ node { ... on Person { name } ... on Vault { code } } }').text).toBe(
      '{ node { __typename ... on Person { name } } }',
    )
  })
})

describe('filterDocument: unions', () => {
  it('decides each member on its own', () => {
    expect(ask('{ found { ... on Person { name } ... on Vault { name } ... on Open { title } } }')).toMatchObject({
      text: '{ found { __typename ... on Person { name } ... on Open { title } } }',
      paths: ['found.@.name'],
    })
  })

  it('keeps __typename when every member is denied', () => {
    expect(ask('{ found { ... on Vault { code } } }', null).text).toBe('{ found { __typename } }')
  })
})

describe('filterDocument: large documents', () => {
  it('takes fragments that double on every level in linear time, and reports a bounded number of paths', () => {
    const levels = 40
    const fragments = Array.from(
      { length: levels },
      (_, level) => `fragment F${level} on Person { a: owner { ...F${level + 1} } b: owner { ...F${level + 1} } }`,
    )
    const startedAt = Date.now()
    const { text, paths } = ask(`{ me { ...F0 } } ${fragments.join(' ')} fragment F${levels} on Person { id pay }`)

    expect(Date.now() - startedAt).toBeLessThan(1_000)
    expect(text).not.toContain('pay')
    expect(paths.length).toBeLessThanOrEqual(200)
  })
})
