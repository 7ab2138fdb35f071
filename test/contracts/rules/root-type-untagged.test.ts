import { describe, expect, it } from '@jest/globals'
import { rootTypeUntagged } from '../../../contracts/rules/root-type-untagged.ts'
import { findingsOf } from './findings-of.ts'

const coordinates = (crm: string) => findingsOf(rootTypeUntagged, { crm }).map(({ coordinate }) => coordinate)

describe('root-type-untagged', () => {
  it('finds tags on root types, extensions included', () => {
    expect(
      coordinates('type Query @tag(name: "client") { a: Int } extend type Mutation @tag(name: "client") { b: Int }'),
    ).toEqual(['Query', 'Mutation'])
  })

  it('is content with tags on root fields and on other types', () => {
    expect(coordinates('type Query { a: A @tag(name: "client") } type A @tag(name: "client") { b: Int }')).toEqual([])
  })
})
