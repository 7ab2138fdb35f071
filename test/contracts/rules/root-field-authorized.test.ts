import { describe, expect, it } from '@jest/globals'
import { rootFieldAuthorized } from '../../../contracts/rules/root-field-authorized.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(rootFieldAuthorized, { crm: sdl }).map(({ coordinate }) => coordinate)

describe('root-field-authorized', () => {
  it('finds a root field that anybody may call, in a definition or an extension', () => {
    expect(check('type Query { a: ID } extend type Mutation { b: ID @policy(policies: [["mfa"]]) }')).toEqual([
      'Query.a',
      'Mutation.b',
    ])
  })

  it('accepts scopes, or any signed-in caller when that is said', () => {
    expect(check('type Query { a: ID @requiresScopes(scopes: [["crm:read"]]) b: ID @authenticated }')).toEqual([])
  })

  it('looks at root types only', () => {
    expect(check('type Account { name: String }')).toEqual([])
  })
})
