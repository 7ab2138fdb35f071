import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { checkRules } from '../../../gateway/authorization/check-rules.ts'
import { compileRules } from '../../../gateway/authorization/compile-rules.ts'
import { compose } from '../support/compose.ts'

const faultsOf = (fields: string, foreignScopes: readonly string[] = []) =>
  checkRules(compileRules(parse(compose({ name: 'a', sdl: `type Query { ${fields} }` }))), new Set(foreignScopes))

describe('checkRules', () => {
  it('finds nothing wrong with known scopes and policies', () => {
    expect(
      faultsOf('a: Int @requiresScopes(scopes: [["hr:read"], ["crm:read", "crm:write"]]) b: Int @policy(policies: [["mfa"]])'),
    ).toEqual([])
  })

  it.each([
    '@requiresScopes(scopes: [])',
    '@requiresScopes(scopes: [[]])',
    '@requiresScopes(scopes: [["hr:read"], []])',
    '@policy(policies: [[]])',
  ])('refuses the empty list in %s', (directive) => {
    expect(faultsOf(`a: Int ${directive}`)).toEqual([expect.stringMatching(/^Query\.a: an empty list/)])
  })

  it('refuses a scope that nobody can hold', () => {
    expect(faultsOf('a: Int @requiresScopes(scopes: [["hr:reed"]])')).toEqual(['Query.a: unknown scope "hr:reed"'])
  })

  it('accepts a foreign scope that the configuration declares', () => {
    expect(faultsOf('a: Int @requiresScopes(scopes: [["books:read"]])', ['books:read'])).toEqual([])
  })

  it('refuses a policy that no predicate decides', () => {
    expect(faultsOf('a: Int @policy(policies: [["mfa", "full_moon"]])')).toEqual([
      'Query.a: no predicate decides the policy "full_moon"',
    ])
  })

  it('refuses two alternatives that both leave something to the subgraph', () => {
    expect(faultsOf('a: Int @policy(policies: [["segregation_of_duties"], ["mfa", "segregation_of_duties"]])')).toEqual([
      expect.stringContaining('at most one alternative'),
    ])
  })
})
