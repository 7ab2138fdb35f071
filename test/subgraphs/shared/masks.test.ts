import { describe, expect, it } from '@jest/globals'
import { buildASTSchema, graphql, parse } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import { createMasks } from '../../../subgraphs/shared/masks.ts'
import { personWith } from '../../support/subgraph-client.ts'

const DIRECTIVE = 'directive @masked(as: String!, unless: [[String!]!]!) on FIELD_DEFINITION'
const SDL = `${DIRECTIVE}
  type Money { amount: String! currency: String! }
  type Contact { name: String! @masked(as: "initials", unless: [["crm:write"]]) phones: [String] }
  extend type Contact { phone: String @masked(as: "last4", unless: [["crm:write", "crm:read"], ["psa:write"]]) }
  type Query { contact: Contact cap: [Money!] @masked(as: "bucketed", unless: [["crm:commercials:read"]]) }`

function ask(query: string, scopes: readonly string[]) {
  const typeDefs = parse(SDL)
  const money = (amount: string) => ({ amount, currency: 'EUR' })
  const rootValue = {
    contact: async () => ({ name: 'Kim Lind', phone: async () => '+49 30 12344711' }),
    cap: () => [money('240001.00'), money('0.75')],
  }
  const contextValue = { call: { principal: personWith(scopes), correlationId: 'c' }, obligations: [] }
  return graphql({
    schema: applyMiddleware(buildASTSchema(typeDefs), createMasks(typeDefs)),
    source: query,
    rootValue,
    contextValue,
  })
}

describe('createMasks', () => {
  const query = '{ contact { name phone } cap { amount currency } }'

  it('hides what a resolver returns, so that the value does not leave the process', async () => {
    const { data } = await ask(query, ['crm:read'])

    expect(JSON.parse(JSON.stringify(data))).toEqual({
      contact: { name: 'K. L.', phone: '••••4711' },
      cap: [
        { amount: '200000', currency: 'EUR' },
        { amount: '0.5', currency: 'EUR' },
      ],
    })
  })

  it('leaves it to whoever holds one alternative as a whole', async () => {
    const { data } = await ask(query, ['crm:write', 'crm:read', 'crm:commercials:read'])
    const { data: other } = await ask('{ contact { name phone } }', ['psa:write'])

    expect(data).toMatchObject({ contact: { name: 'Kim Lind', phone: '+49 30 12344711' }, cap: [{ amount: '240001.00' }, {}] })
    expect(other).toMatchObject({ contact: { name: 'K. L.', phone: '+49 30 12344711' } })
  })

  it.each([
    ['that does not exist', 'phone: String @masked(as: "first4", unless: [["crm:write"]])'],
    ['that cannot hide the type', 'phone: Int @masked(as: "last4", unless: [["crm:write"]])'],
    ['that hides from nobody', 'phone: String @masked(as: "last4", unless: [[]])'],
    ['with a scope of no registry', 'phone: String @masked(as: "last4", unless: [["crm:wirte"]])'],
  ])('refuses to start with a mask %s', (_, field) => {
    expect(() => createMasks(parse(`type Query { ${field} }`))).toThrow(TypeError)
  })

  it('refuses to start with a mask on a field of an interface, which would hide nothing', () => {
    const sdl = 'interface A { phone: String @masked(as: "last4", unless: [["crm:write"]]) } type Query { a: A }'

    expect(() => createMasks(parse(sdl))).toThrow(/A\.phone: .*interface/)
  })
})
