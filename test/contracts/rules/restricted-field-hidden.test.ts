import { describe, expect, it } from '@jest/globals'
import { restrictedFieldHidden } from '../../../contracts/rules/restricted-field-hidden.ts'
import { findingsAfterComposition } from './findings-of.ts'

const crm =
  'type Query { account: Account @tag(name: "client") } type Account @key(fields: "id") @tag(name: "client") { id: ID! name: String }'
const erp = (more: string) =>
  `type Account @key(fields: "id") { id: ID! bankAccount: String @classified(level: "restricted") ${more} }`
const findings = (sources: Readonly<Record<string, string>>) =>
  findingsAfterComposition(restrictedFieldHidden, sources).map(({ message, file }) => `${file}: ${message}`)

describe('restricted-field-hidden', () => {
  it('finds a restricted field of one subgraph that a tag on the type of another shows', () => {
    expect(findings({ crm, erp: erp('') })).toEqual([
      'subgraphs/erp/schema.graphql: Account.bankAccount is restricted and visible to client',
    ])
  })

  it('is content when the field is excluded, or hidden anyway', () => {
    expect(findings({ crm, erp: erp('@tag(name: "internal")') })).toEqual([])
    expect(
      findings({
        crm: crm
          .replace('@key(fields: "id") @tag(name: "client")', '@key(fields: "id")')
          .replace('id: ID!', 'id: ID! @tag(name: "client")'),
        erp: erp(''),
      }),
    ).toEqual([])
  })
})
