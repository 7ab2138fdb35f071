import { describe, expect, it } from '@jest/globals'
import { tagKnown } from '../../../contracts/rules/tag-known.ts'
import { findingsAfterComposition } from './findings-of.ts'

const findings = (tag: string) =>
  findingsAfterComposition(tagKnown, { crm: `type Query {\n  account: Int @tag(name: "${tag}")\n}` }).map(
    ({ coordinate, line }) => `${coordinate}:${line}`,
  )

describe('tag-known', () => {
  it('finds a tag that no variant includes or excludes', () => {
    expect(findings('cleint')).toEqual(['Query.account:2'])
  })

  it.each(['client', 'internal'])('is content with a tag of a variant: %s', (tag) => {
    expect(findings(tag)).toEqual([])
  })
})
