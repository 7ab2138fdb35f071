import { describe, expect, it } from '@jest/globals'
import { scopeKnown } from '../../../contracts/rules/scope-known.ts'
import { findingsOf } from './findings-of.ts'

describe('scope-known', () => {
  it('finds a scope outside the registry, once per element, wherever it stands', () => {
    const found = findingsOf(scopeKnown, {
      crm: 'type A @requiresScopes(scopes: [["crm:reed"]]) { a: ID @requiresScopes(scopes: [["crm:read", "x:y"], ["x:y"]]) }',
    })

    expect(found.map(({ coordinate, message }) => [coordinate, message])).toEqual([
      ['A', 'A requires the unknown scope "crm:reed"'],
      ['A.a', 'A.a requires the unknown scope "x:y"'],
    ])
  })

  it('accepts scopes of the registry', () => {
    expect(findingsOf(scopeKnown, { crm: 'type A { a: ID @requiresScopes(scopes: [["crm:read"], ["erp:read"]]) }' })).toEqual([])
  })
})
