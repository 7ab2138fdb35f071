import { describe, expect, it } from '@jest/globals'
import { hintPromoted } from '../../../contracts/rules/hint-promoted.ts'
import { findingsAfterComposition } from './findings-of.ts'

const subgraph = (level: string, rest = '') =>
  `type Account @key(fields: "id") { id: ID! name: String @shareable @classified(level: "${level}") } ${rest}`

describe('hint-promoted', () => {
  it('finds a field that two subgraphs classify differently, which composition lets pass', () => {
    const query = 'type Query { account: Account @authenticated }'

    expect(findingsAfterComposition(hintPromoted, { crm: subgraph('restricted', query), erp: subgraph('public') })).toEqual([
      expect.objectContaining({ rule: 'hint-promoted', message: expect.stringContaining('@classified') }),
    ])
  })

  it('is content when they agree', () => {
    const query = 'type Query { account: Account @authenticated }'

    expect(findingsAfterComposition(hintPromoted, { crm: subgraph('public', query), erp: subgraph('public') })).toEqual([])
  })
})
