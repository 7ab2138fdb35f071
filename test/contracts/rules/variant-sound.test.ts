import { describe, expect, it } from '@jest/globals'
import { variantSound } from '../../../contracts/rules/variant-sound.ts'
import { findingsAfterComposition } from './findings-of.ts'

describe('variant-sound', () => {
  it('finds a visible field of a hidden type, at the place of the tag', () => {
    const crm = 'type Query {\n  "One."\n  account: Account @tag(name: "client")\n}\ntype Account { name: String }'

    expect(findingsAfterComposition(variantSound, { crm })).toEqual([
      expect.objectContaining({
        severity: 'error',
        coordinate: 'Query.account',
        file: 'subgraphs/crm/schema.graphql',
        line: 3,
        message: expect.stringContaining('visible to client, but its type Account is hidden'),
      }),
    ])
  })

  it('is content with a closed variant, and with one whose tags agree', () => {
    expect(findingsAfterComposition(variantSound, { crm: 'type Query { a: Int }' })).toEqual([])
    expect(findingsAfterComposition(variantSound, { crm: 'type Query { a: Int @tag(name: "client") }' })).toEqual([])
  })
})
