import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, validate } from 'graphql'
import { readFetchedFields } from '../../../gateway/execution/fetched-fields.ts'
import { reservedAliases } from '../../../gateway/execution/reserved-aliases.ts'

const SUPERGRAPH = parse(`
  type Project @join__type(graph: PSA, key: "id") @join__type(graph: HR, key: "code legal { country }") {
    id: ID! code: String name: String total: Money legal: Entity staff: Int @join__field(graph: HR, requires: "workers total { amount }")
    workers: [ID!]
  }
  type Money { amount: String currency: String }
  type Entity { country: String city: String }
  type Invoice @join__type(graph: ERP, key: "id") { id: ID! total: Money subtotal: Money }`)
const SCHEMA = buildSchema(`
  interface Named { name: String }
  type Query { project: Project invoice: Invoice named: Named }
  type Project implements Named { id: ID! code: String name: String total: Money legal: Entity }
  type Money { amount: String currency: String } type Entity { country: String city: String }
  type Invoice { id: ID! total: Money subtotal: Money }`)
const rule = reservedAliases(readFetchedFields(SUPERGRAPH))
const refused = (document: string) => validate(SCHEMA, parse(document), [rule]).map(({ message }) => message)

describe('reservedAliases', () => {
  it.each([
    '{ project { id: name } }',
    '{ project { code: name } }',
    '{ project { workers: name } }',
    '{ project { legal: total { currency } } }',
    '{ project { total { amount: currency } } }',
    '{ project { legal { country: city } } }',
    '{ project { ...F } } fragment F on Project { ... { total: total2 } total2: name total: name }',
    '{ named { id: name } }',
    '{ invoice { __typename: id } }',
  ])('refuses what the planner would read instead of its own field: %s', (document) => {
    const messages = refused(document)

    expect(messages.length).toBeGreaterThan(0)
    for (const message of messages) expect(message).toMatch(/^The alias "\w+" is reserved; choose another one\.$/)
  })

  it.each([
    '{ project { id: id name: name other: name city: code } }',
    '{ invoice { total: subtotal { currency } code: id } }',
    '{ project: invoice { id } }',
  ])('lets every other alias pass: %s', (document) => {
    expect(refused(document)).toEqual([])
  })
})
