import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isScopeRequirementMet } from '../../policies/index.ts'

const held = (...scopes: string[]) => new Set(scopes)

describe('isScopeRequirementMet', () => {
  it('asks for all scopes of one alternative', () => {
    const requirement = [['a', 'b'], ['c']]

    expect(isScopeRequirementMet(held('a', 'b'), requirement)).toBe(true)
    expect(isScopeRequirementMet(held('c'), requirement)).toBe(true)
    expect(isScopeRequirementMet(held('a'), requirement)).toBe(false)
    expect(isScopeRequirementMet(held(), requirement)).toBe(false)
  })

  it('denies on an empty list, outer or inner, and does not let an empty alternative open the others', () => {
    expect(isScopeRequirementMet(held('a'), [])).toBe(false)
    expect(isScopeRequirementMet(held('a'), [[]])).toBe(false)
    expect(isScopeRequirementMet(held('a'), [[], ['b']])).toBe(false)
  })

  it('never takes a right away when a scope is added, and never allows without scopes', () => {
    const scope = fc.constantFrom('a', 'b', 'c', 'd')
    const requirement = fc.array(fc.array(scope, { maxLength: 3 }), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(scope), scope, requirement, (scopes, extra, rule) => {
        expect(isScopeRequirementMet(new Set(), rule)).toBe(false)
        if (isScopeRequirementMet(new Set(scopes), rule))
          expect(isScopeRequirementMet(new Set([...scopes, extra]), rule)).toBe(true)
      }),
    )
  })
})
