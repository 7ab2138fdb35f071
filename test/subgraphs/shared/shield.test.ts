import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { createShield } from '../../../subgraphs/shared/shield.ts'

const withField = (directive: string) => parse(`type Query { field: String ${directive} }`)

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
    const facts = { 'Query.field': { segregation_of_duties: async () => ({}) } }

    expect(() => createShield(withField('@policy(policies: [["segregation_of_duties"]])'), facts)).not.toThrow()
  })
})
