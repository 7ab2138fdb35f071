import { describe, expect, it } from '@jest/globals'
import { requirementNotEmpty } from '../../../contracts/rules/requirement-not-empty.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(requirementNotEmpty, { crm: sdl }).map(({ coordinate }) => coordinate)

describe('requirement-not-empty', () => {
  it.each(['[]', '[[]]', '[["crm:read"], []]'])('finds scopes: %s', (scopes) => {
    expect(check(`type Account { name: String @requiresScopes(scopes: ${scopes}) }`)).toEqual(['Account.name'])
  })

  it('finds an empty requirement on a type and in an extension', () => {
    expect(check('type A @requiresScopes(scopes: [[]]) { a: ID } extend type B { b: ID @policy(policies: []) }')).toEqual([
      'A',
      'B.b',
    ])
  })

  it('points at the directive', () => {
    expect(findingsOf(requirementNotEmpty, { crm: 'type A {\n  b: ID @requiresScopes(scopes: [])\n}' })).toEqual([
      expect.objectContaining({ line: 2, column: 10 }),
    ])
  })

  it('accepts a requirement that names something', () => {
    expect(check('type A { a: ID @requiresScopes(scopes: [["crm:read"]]) @policy(policies: [["mfa"]]) }')).toEqual([])
  })
})
