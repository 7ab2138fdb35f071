import { describe, expect, it } from '@jest/globals'
import { elementDescribed } from '../../../contracts/rules/element-described.ts'
import { findingsOf } from './findings-of.ts'

const check = (sources: Record<string, string>) => findingsOf(elementDescribed, sources).map(({ coordinate }) => coordinate)

describe('element-described', () => {
  it('finds every kind of element that says nothing about itself', () => {
    const sdl = `type A { b(c: D): E } input D { f: ID } enum E { G } scalar H directive @i(j: Int) on OBJECT union K = A interface L { m: ID }`

    expect(check({ crm: sdl })).toEqual(
      expect.arrayContaining(['A', 'A.b', 'A.b(c:)', 'D', 'D.f', 'E', 'E.G', 'H', '@i', '@i(j:)', 'K', 'L', 'L.m']),
    )
  })

  it('points at the name, not at a blank description', () => {
    expect(findingsOf(elementDescribed, { crm: '"Client."\ntype A {\n  "  "\n  b: ID\n}' })).toEqual([
      expect.objectContaining({ coordinate: 'A.b', line: 4, column: 3 }),
    ])
  })

  it('is content when another subgraph describes the same element, for callers see the merged schema', () => {
    expect(check({ crm: '"Client."\ntype A { "Identifier." id: ID! }', erp: 'type A { id: ID! }' })).toEqual([])
  })

  it('is content with the shared definitions', () => {
    expect(check({})).toEqual([])
  })
})
