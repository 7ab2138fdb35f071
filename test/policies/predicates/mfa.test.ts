import { describe, expect, it } from '@jest/globals'
import { predicateNamed } from '../../../policies/index.ts'
import { PERSON } from './predicate-principal.ts'

const mfa = predicateNamed('mfa')
const isAllowed = (principal: typeof PERSON, nowSeconds: number) =>
  mfa?.decide({ principal, args: {}, facts: {}, nowSeconds }).allowed

describe('mfa', () => {
  it('is decided at the gateway, without facts', () => {
    expect(mfa).toMatchObject({ decidedAt: 'gateway', facts: [] })
  })

  it('allows up to 15 minutes after a sign-in with a second factor', () => {
    expect(isAllowed(PERSON, 10_000)).toBe(true)
    expect(isAllowed(PERSON, 10_900)).toBe(true)
    expect(isAllowed(PERSON, 10_901)).toBe(false)
  })

  it('denies without a second factor, without a time, and for a sign-in in the future', () => {
    expect(isAllowed({ ...PERSON, amr: ['pwd', 'otp'] }, 10_000)).toBe(false)
    expect(isAllowed({ ...PERSON, authenticatedAt: null }, 10_000)).toBe(false)
    expect(isAllowed(PERSON, 9_994)).toBe(false)
  })
})
