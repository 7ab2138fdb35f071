import { describe, expect, it } from '@jest/globals'
import { restrictedFieldUntagged } from '../../../contracts/rules/restricted-field-untagged.ts'
import { findingsAfterComposition, findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(restrictedFieldUntagged, { hr: sdl })

describe('restricted-field-untagged', () => {
  it('finds a restricted field with a tag, one finding per variant', () => {
    const found = check('type W { pay: Money @classified(level: "restricted") @tag(name: "client") @tag(name: "reseller") }')

    expect(found.map(({ message }) => message)).toEqual([
      'W.pay is restricted and tagged "client"',
      'W.pay is restricted and tagged "reseller"',
    ])
  })

  it('finds a restricted field that inherits the tag of its type', () => {
    expect(check('type W @tag(name: "client") { pay: Money @classified(level: "restricted") }')).toHaveLength(1)
  })

  it('accepts tags on data that may leave the firm', () => {
    expect(
      check('type W { id: ID! @tag(name: "client") rate: Money @classified(level: "confidential") @tag(name: "client") }'),
    ).toEqual([])
  })

  it('is content with a tag that only hides', () => {
    const crm = 'type Query { a: A } type A { b: Int @classified(level: "restricted") @tag(name: "internal") }'

    expect(findingsAfterComposition(restrictedFieldUntagged, { crm })).toEqual([])
  })
})
