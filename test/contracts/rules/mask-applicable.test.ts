import { describe, expect, it } from '@jest/globals'
import { maskApplicable } from '../../../contracts/rules/mask-applicable.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(maskApplicable, { crm: sdl }).map(({ message }) => message)
const contact = (field: string, type = 'type Contact @authenticated') => check(`${type} { ${field} }`)

describe('mask-applicable', () => {
  it.each([
    ['phone: String @masked(as: "first4", unless: [["crm:write"]])', 'no mask "first4"'],
    ['age: Int @masked(as: "last4", unless: [["crm:write"]])', 'cannot hide a Int'],
    ['phone: String @masked(as: "last4", unless: [])', 'empty list'],
    ['phone: String @masked(as: "last4", unless: [["crm:wirte"]])', 'unknown scope "crm:wirte"'],
  ])('finds %s', (field, message) => {
    expect(contact(field)).toEqual([expect.stringContaining(message)])
  })

  it('finds a mask on a field of an interface, which hides nothing', () => {
    expect(contact('phone: String @authenticated @masked(as: "last4", unless: [["crm:write"]])', 'interface Party')).toEqual([
      expect.stringContaining('interface'),
    ])
  })

  it('finds a mask on a field that anybody may ask for', () => {
    expect(contact('phone: String @masked(as: "last4", unless: [["crm:write"]])', 'type Contact')).toEqual([
      expect.stringContaining('without a rule'),
    ])
  })

  it('accepts a mask that can be enforced', () => {
    const field =
      'caps: [Money!] @requiresScopes(scopes: [["crm:read"]]) @masked(as: "bucketed", unless: [["crm:commercials:read"]])'

    expect(contact(field, 'type Contact')).toEqual([])
  })
})
