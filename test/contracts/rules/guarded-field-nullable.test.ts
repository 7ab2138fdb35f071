import { describe, expect, it } from '@jest/globals'
import { guardedFieldNullable } from '../../../contracts/rules/guarded-field-nullable.ts'
import { findingsOf } from './findings-of.ts'

const check = (field: string) =>
  findingsOf(guardedFieldNullable, { hr: `type W { ${field} }` }).map(({ coordinate }) => coordinate)

describe('guarded-field-nullable', () => {
  it('finds a field that can be refused but not null', () => {
    expect(check('pay: Money! @requiresScopes(scopes: [["hr:comp:read"]])')).toEqual(['W.pay'])
    expect(check('pay: [Money!]! @policy(policies: [["mfa"]])')).toEqual(['W.pay'])
  })

  it('accepts a nullable field, and a non-null field that nobody is refused', () => {
    expect(check('id: ID! pay: Money @requiresScopes(scopes: [["hr:comp:read"]])')).toEqual([])
  })
})
