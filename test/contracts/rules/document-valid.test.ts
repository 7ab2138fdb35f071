import { describe, expect, it } from '@jest/globals'
import type { TrustedDocument } from '../../../contracts/documents.ts'
import { documentValid } from '../../../contracts/rules/document-valid.ts'
import { findingsAfterComposition } from './findings-of.ts'

const SDL = 'type Query { account(id: ID!): Account @authenticated } type Account @key(fields: "id") { id: ID! }'

function check(text: string) {
  const document: TrustedDocument = {
    client: 'app',
    name: 'Account',
    path: 'contracts/documents/app/Account.graphql',
    text,
  }
  return findingsAfterComposition(documentValid, { crm: SDL }, [document])
}

describe('document-valid', () => {
  it('finds a document that asks for a field the graph does not have, with its place', () => {
    expect(check('query Account($id: ID!) {\n  account(id: $id) { id owner }\n}')).toEqual([
      expect.objectContaining({
        coordinate: 'app/Account',
        message: expect.stringContaining('owner'),
        file: 'contracts/documents/app/Account.graphql',
        line: 2,
        column: 25,
      }),
    ])
  })

  it.each([
    ['is not GraphQL', 'query Account {'],
    ['has another name than its file', 'query Other($id: ID!) { account(id: $id) { id } }'],
    ['holds two operations', 'query Account($id: ID!) { account(id: $id) { id } } query B { __typename }'],
  ])('finds a document that %s', (_case, text) => {
    expect(check(text)).toHaveLength(1)
  })

  it('accepts a document that the graph can answer', () => {
    expect(check('query Account($id: ID!) { account(id: $id) { id } }')).toEqual([])
  })
})
