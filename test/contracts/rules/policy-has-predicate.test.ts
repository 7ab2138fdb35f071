import { describe, expect, it } from '@jest/globals'
import { policyHasPredicate } from '../../../contracts/rules/policy-has-predicate.ts'
import { findingsOf } from './findings-of.ts'

describe('policy-has-predicate', () => {
  it('finds a policy that nothing decides', () => {
    const found = findingsOf(policyHasPredicate, {
      delivery: 'type Mutation {\n  pay: ID @policy(policies: [["mfa", "four_eyez"]])\n}',
    })

    expect(found).toEqual([
      expect.objectContaining({ coordinate: 'Mutation.pay', line: 2, message: expect.stringContaining('four_eyez') }),
    ])
  })

  it('accepts policies with a predicate', () => {
    expect(
      findingsOf(policyHasPredicate, { delivery: 'type A { a: ID @policy(policies: [["mfa"], ["segregation_of_duties"]]) }' }),
    ).toEqual([])
  })
})
