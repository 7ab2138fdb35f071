import { describe, expect, it } from '@jest/globals'
import { decideRequirement } from '../../../gateway/authorization/decide-requirement.ts'
import { person } from '../support/principal.ts'

const NOW_SECONDS = 1_000_000
const caller = (scopes: readonly string[], more = {}) => ({
  principal: person(scopes, more),
  scopes: new Set(scopes),
  nowSeconds: NOW_SECONDS,
})
const freshMfa = { amr: ['pwd', 'mfa'], authenticatedAt: NOW_SECONDS - 60 }

describe('decideRequirement', () => {
  it('denies everything to an anonymous caller', () => {
    const anonymous = { principal: null, scopes: new Set(['hr:read']), nowSeconds: NOW_SECONDS }

    expect(decideRequirement({ kind: 'authenticated' }, anonymous).granted).toBe(false)
    expect(decideRequirement({ kind: 'scopes', anyOf: [['hr:read']] }, anonymous).granted).toBe(false)
    expect(decideRequirement({ kind: 'policies', anyOf: [['mfa']] }, anonymous).granted).toBe(false)
  })

  it('reads scopes as alternatives of which one must be held in full', () => {
    const requirement = { kind: 'scopes', anyOf: [['hr:read', 'hr:write'], ['crm:read']] } as const

    expect(decideRequirement(requirement, caller(['hr:read'])).granted).toBe(false)
    expect(decideRequirement(requirement, caller(['hr:read', 'hr:write'])).granted).toBe(true)
    expect(decideRequirement(requirement, caller(['crm:read'])).granted).toBe(true)
  })

  it.each([[[]], [[[]]]])('denies the empty requirement %j', (anyOf) => {
    expect(decideRequirement({ kind: 'scopes', anyOf }, caller(['hr:read'])).granted).toBe(false)
    expect(decideRequirement({ kind: 'policies', anyOf }, caller([], freshMfa)).granted).toBe(false)
  })

  it('decides a policy of the gateway from the caller', () => {
    const requirement = { kind: 'policies', anyOf: [['mfa']] } as const

    expect(decideRequirement(requirement, caller([], freshMfa))).toEqual({ granted: true, obligations: [] })
    expect(decideRequirement(requirement, caller([])).granted).toBe(false)
    expect(decideRequirement(requirement, caller([], { ...freshMfa, authenticatedAt: NOW_SECONDS - 3_600 })).granted).toBe(false)
  })

  it('denies a policy that nobody decides', () => {
    expect(decideRequirement({ kind: 'policies', anyOf: [['full_moon']] }, caller([])).granted).toBe(false)
  })

  it('leaves a policy that needs facts to the subgraph, as an obligation', () => {
    const requirement = { kind: 'policies', anyOf: [['segregation_of_duties', 'mfa']] } as const

    expect(decideRequirement(requirement, caller([], freshMfa))).toEqual({
      granted: true,
      obligations: ['segregation_of_duties'],
    })
    expect(decideRequirement(requirement, caller([])).granted).toBe(false)
  })

  it('prefers an alternative that holds here over one that leaves something open', () => {
    const requirement = { kind: 'policies', anyOf: [['segregation_of_duties'], ['mfa']] } as const

    expect(decideRequirement(requirement, caller([], freshMfa))).toEqual({ granted: true, obligations: [] })
  })
})
