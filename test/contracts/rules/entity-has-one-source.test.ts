import { describe, expect, it } from '@jest/globals'
import { entityHasOneSource } from '../../../contracts/rules/entity-has-one-source.ts'
import { findingsOf } from './findings-of.ts'

const SOURCED = 'type Account @key(fields: "id") @sourceOfRecord(system: "CRM", entity: "Account") { id: ID! }'
const PLAIN = 'type Account @key(fields: "id") { id: ID! }'
const STUB = 'type Account @key(fields: "id", resolvable: false) { id: ID! }'

describe('entity-has-one-source', () => {
  it('finds an entity that no system owns', () => {
    expect(findingsOf(entityHasOneSource, { crm: PLAIN, erp: STUB })).toEqual([
      expect.objectContaining({
        coordinate: 'Account',
        message: 'Account has no system of record',
        file: 'subgraphs/crm/schema.graphql',
      }),
    ])
  })

  it('finds the second owner of an entity, in the other subgraph', () => {
    const second = SOURCED.replace('"CRM"', '"ERP"')

    expect(findingsOf(entityHasOneSource, { crm: SOURCED, erp: second })).toEqual([
      expect.objectContaining({
        message: 'Account has a second system of record, ERP besides CRM',
        file: 'subgraphs/erp/schema.graphql',
      }),
    ])
  })

  it('accepts one owner, whatever other subgraphs extend or refer to', () => {
    expect(findingsOf(entityHasOneSource, { crm: SOURCED, erp: PLAIN, psa: STUB })).toEqual([])
  })

  it('asks nothing of a type that is no entity', () => {
    expect(findingsOf(entityHasOneSource, { crm: 'type Terms { days: Int }' })).toEqual([])
  })
})
