import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { compileOwners, readSubgraphs } from '../../../gateway/execution/supergraph-graphs.ts'
import { compose } from '../support/compose.ts'

const supergraph = parse(
  compose(
    {
      name: 'crm-eu',
      url: 'http://crm.invalid',
      sdl: 'type Account @key(fields: "id") { id: ID! name: String } type Query { account: Account }',
    },
    {
      name: 'erp',
      url: 'http://erp.invalid',
      sdl: 'type Account @key(fields: "id") { id: ID! name: String @external total: Int @requires(fields: "name") }',
    },
  ),
)

describe('readSubgraphs', () => {
  it('reads names and addresses as they were before composition', () => {
    expect(readSubgraphs(supergraph)).toEqual([
      { name: 'crm-eu', url: 'http://crm.invalid' },
      { name: 'erp', url: 'http://erp.invalid' },
    ])
  })
})

describe('compileOwners', () => {
  const owners = compileOwners(supergraph)

  it('knows who answers for a type and for each of its fields', () => {
    expect([...owners('Account')]).toEqual(['crm-eu', 'erp'])
    expect([...owners('Account.id')]).toEqual(['crm-eu', 'erp'])
    expect([...owners('Account.total')]).toEqual(['erp'])
  })

  it('does not count a subgraph that only needs the field', () => {
    expect([...owners('Account.name')]).toEqual(['crm-eu'])
  })

  it('knows nobody for what does not exist', () => {
    expect(owners('Account.nothing').size).toBe(0)
  })
})
