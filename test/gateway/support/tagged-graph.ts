import { GraphQLError } from 'graphql'
import { ENVELOPE_KEY } from './gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './little-subgraph.ts'

/** Three systems with everything that a variant can hide: fields, keys, required fields, implementers, members, values, inputs. */
const SALES = `
  type Query {
    account(id: ID!): Account @tag(name: "client")
    accounts(segment: Segment, filter: AccountFilter, debugMode: Boolean @tag(name: "internal")): [Account!] @tag(name: "client")
    node(id: ID!): Node @tag(name: "client")
    strictNodes: [Node!]! @tag(name: "client")
    hits: [Hit] @tag(name: "client")
    tierOf(id: ID!): Tier! @tag(name: "client")
    guarded: String @tag(name: "client") @requiresScopes(scopes: [["partner:projects:read"]])
    pipelineForecast: Forecast
  }
  type Mutation {
    rename(id: ID!, name: String!): Account @tag(name: "client")
    purgeAccount(id: ID!): Int
  }
  type Account @key(fields: "id") @key(fields: "legacyNumber") {
    id: ID! @tag(name: "client")
    legacyNumber: String!
    name: String @tag(name: "client")
    salesRegion: String!
    segment: Segment @tag(name: "client")
    riskRating: Int
    owner: Escalation
  }
  type Forecast { marginPercent: Int }
  enum Segment { SMALL LARGE STRATEGIC @tag(name: "internal") }
  enum Tier { GOLD PLATINUM @tag(name: "internal") }
  input AccountFilter { nameLike: String, churnScore: Int @tag(name: "internal") }
  interface Node @tag(name: "client") { id: ID! title: String }
  type Task implements Node @tag(name: "client") { id: ID! title: String }
  type Escalation implements Node @tag(name: "internal") { id: ID! title: String blamedPerson: String }
  union Hit @tag(name: "client") = Task | Account | Escalation`
const TAX = `
  type Account @key(fields: "id") {
    id: ID!
    salesRegion: String! @external
    taxZone: String @requires(fields: "salesRegion") @tag(name: "client")
  }`
const CLAIMS = `type Account @key(fields: "legacyNumber") { legacyNumber: String! openClaim: String @tag(name: "client") }`

export const RULES_TEXT = '{ "variants": { "client": { "include": ["client"], "exclude": ["internal"] } } }'

const account = (id: string) => ({
  __typename: 'Account',
  id,
  legacyNumber: `L${id}`,
  name: `Account ${id}`,
  salesRegion: id === 'regionless' ? null : 'DACH',
  segment: id === 'strategic' ? 'STRATEGIC' : 'SMALL',
  riskRating: 9,
})
const node = (id: string) => ({ __typename: id.startsWith('esc') ? 'Escalation' : 'Task', id, title: `Title ${id}` })
const typeOf = { __resolveType: ({ __typename }: { __typename: string }) => __typename }

export async function startTaggedGraph(): Promise<readonly [sales: LittleSubgraph, tax: LittleSubgraph, claims: LittleSubgraph]> {
  const common = { envelopeKey: ENVELOPE_KEY }
  const sales = startLittleSubgraph({
    ...common,
    name: 'salesforce',
    sdl: SALES,
    resolvers: {
      Query: {
        account: (_: unknown, { id }: { id: string }) => {
          if (id === 'wrong')
            throw new GraphQLError('riskRating of Account.legacyNumber', { extensions: { code: 'BAD_USER_INPUT' } })
          if (id === 'broken') throw new Error('salesforce: relation "pipelineForecast" does not exist')
          return account(id)
        },
        accounts: () => [account('1'), account('strategic')],
        node: (_: unknown, { id }: { id: string }) => node(id),
        strictNodes: () => [node('t1'), node('esc1')],
        hits: () => [node('t1'), node('esc1'), account('1')],
        tierOf: (_: unknown, { id }: { id: string }) => (id === '1' ? 'GOLD' : 'PLATINUM'),
        guarded: () => 'guarded',
        pipelineForecast: () => ({ marginPercent: 40 }),
      },
      Mutation: {
        rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...account(id), name }),
        purgeAccount: () => 1,
      },
      Account: { __resolveReference: ({ id }: { id: string }) => account(id) },
      Node: typeOf,
      Hit: typeOf,
    },
  })
  const tax = startLittleSubgraph({
    ...common,
    name: 'taxengine',
    sdl: TAX,
    resolvers: { Account: { taxZone: ({ salesRegion }: { salesRegion: string }) => `Z-${salesRegion}` } },
  })
  const claims = startLittleSubgraph({
    ...common,
    name: 'claimdesk',
    sdl: CLAIMS,
    resolvers: { Account: { openClaim: ({ legacyNumber }: { legacyNumber: string }) => `dup ${legacyNumber}` } },
  })
  return await Promise.all([sales, tax, claims])
}
