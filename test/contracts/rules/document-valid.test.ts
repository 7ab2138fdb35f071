import { describe, expect, it } from '@jest/globals'
import type { TrustedDocument } from '../../../contracts/documents.ts'
import { documentValid } from '../../../contracts/rules/document-valid.ts'
import { findingsAfterComposition } from './findings-of.ts'

const SDL = `type Query { account(id: ID!): Account @authenticated @tag(name: "client") }
  type Account @key(fields: "id") { id: ID! @tag(name: "client") notes: String }`

function check(text: string, client = 'app') {
  const document: TrustedDocument = {
    client,
    name: 'Account',
    path: 'contracts/documents/app/Account.graphql',
    text,
  }
  const governance = {
    variants: { client: { include: ['client'] } },
    documents: { app: 'internal', partners: 'client', resellers: 'reseller' },
  }
  return findingsAfterComposition(documentValid, { crm: SDL }, [document], JSON.stringify(governance))
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

  it('judges the document of a partner by what its variant has', () => {
    const [own, hidden] = ['id', 'notes'].map((field) => `query Account($id: ID!) { account(id: $id) { ${field} } }`)

    expect(check(own ?? '', 'partners')).toEqual([])
    expect(check(hidden ?? '')).toEqual([])
    expect(check(hidden ?? '', 'partners')).toEqual([
      expect.objectContaining({ coordinate: 'partners/Account', message: expect.stringContaining('notes') }),
    ])
  })

  it.each([
    ['nobody declared', 'constructor', 'contracts/governance.config.json'],
    ['is of a variant that is closed', 'resellers', 'reseller'],
  ])('finds a folder that %s', (_case, client, says) => {
    expect(check('query Account($id: ID!) { account(id: $id) { id } }', client)).toEqual([
      expect.objectContaining({ coordinate: `${client}/Account`, message: expect.stringContaining(says) }),
    ])
  })
})
