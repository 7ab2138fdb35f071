import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { compileRules } from '../../../gateway/authorization/compile-rules.ts'
import { compose } from '../support/compose.ts'

const rulesOf = (sdl: string) => compileRules(parse(compose({ name: 'a', sdl })))

describe('compileRules', () => {
  it('finds the rules of types, fields, scalars and enums under their coordinates', () => {
    const { byCoordinate } = rulesOf(`
      scalar Secret @authenticated
      enum Grade @requiresScopes(scopes: [["hr:read"]]) { A B }
      type Worker @policy(policies: [["mfa"]]) { pay: Int @requiresScopes(scopes: [["hr:comp:read"], ["hr:read", "hr:write"]]) grade: Grade secret: Secret }
      type Query { worker: Worker }`)

    expect([...byCoordinate.keys()].sort()).toEqual(['Grade', 'Secret', 'Worker', 'Worker.pay'])
    expect(byCoordinate.get('Worker.pay')).toEqual([{ kind: 'scopes', anyOf: [['hr:comp:read'], ['hr:read', 'hr:write']] }])
    expect(byCoordinate.get('Worker')).toEqual([{ kind: 'policies', anyOf: [['mfa']] }])
  })

  it('joins the directives of several kinds on one element', () => {
    const { byCoordinate } = rulesOf(
      `type Query { a: Int @authenticated @requiresScopes(scopes: [["hr:read"]]) @policy(policies: [["mfa"]]) }`,
    )

    expect(
      byCoordinate
        .get('Query.a')
        ?.map(({ kind }) => kind)
        .sort(),
    ).toEqual(['authenticated', 'policies', 'scopes'])
  })

  it('knows a directive that a subgraph imported under another name', () => {
    const { byCoordinate, areDeclared } = rulesOf(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@requiresScopes", as: "@needs" }])
      type Query { a: Int @needs(scopes: [["hr:read"]]) }`)

    expect(areDeclared).toBe(true)
    expect(byCoordinate.get('Query.a')).toEqual([{ kind: 'scopes', anyOf: [['hr:read']] }])
  })

  it('counts a directive that is defined without a link: reading it as harmless would fail open', () => {
    const rules = compileRules(parse('directive @authenticated on FIELD_DEFINITION type Query { a: Int @authenticated }'))

    expect(rules.areDeclared).toBe(true)
    expect(rules.byCoordinate.get('Query.a')).toEqual([{ kind: 'authenticated' }])
  })

  it('keeps empty lists as they are, so that they can be refused', () => {
    const { byCoordinate } = rulesOf('type Query { a: Int @requiresScopes(scopes: []) b: Int @requiresScopes(scopes: [[]]) }')

    expect(byCoordinate.get('Query.a')).toEqual([{ kind: 'scopes', anyOf: [] }])
    expect(byCoordinate.get('Query.b')).toEqual([{ kind: 'scopes', anyOf: [[]] }])
  })

  it('declares nothing for a supergraph without auth directives', () => {
    expect(rulesOf('type Query { a: Int }')).toMatchObject({ areDeclared: false })
  })

  it('tells an interface rule that composition derived from one that somebody wrote', () => {
    const derived = rulesOf(`
      interface Node { id: ID }
      type A implements Node @requiresScopes(scopes: [["hr:read"], ["hr:write"]]) { id: ID }
      type B implements Node @requiresScopes(scopes: [["crm:read"]]) { id: ID }
      type Query { node: Node }`)
    const written = compileRules(
      parse(`
      directive @requiresScopes(scopes: [[String!]!]!) on OBJECT | INTERFACE
      interface Node @requiresScopes(scopes: [["crm:read"]]) { id: ID }
      type A implements Node { id: ID }
      type Query { node: Node }`),
    )

    expect(derived.byCoordinate.get('Node')).toBeDefined()
    expect(derived.impliedInterfaces.has('Node')).toBe(true)
    expect(written.impliedInterfaces.has('Node')).toBe(false)
  })
})
