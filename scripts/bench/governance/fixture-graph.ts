/** One subgraph of the measured graph. */
export interface FixtureSubgraph {
  readonly name: 'psa' | 'crm' | 'erp'
  readonly sdl: string
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@tag", "@authenticated", "@requiresScopes"])`
const RULES = /\s*@(authenticated|requiresScopes\(scopes: \[\[[^\]]*\]\]\)|tag\(name: "[\w-]+"\))/g

const SDLS = {
  psa: `
    type Query { project(id: ID!): Project @requiresScopes(scopes: [["psa:read"]]) }
    type Mutation { setProjectStatus(id: ID!, status: String!): ProjectPayload @requiresScopes(scopes: [["psa:write"]]) }
    type ProjectPayload { project: Project }
    type Project @key(fields: "id") @requiresScopes(scopes: [["psa:read"]]) {
      id: ID! name: String status: String code: String phase: String region: String
      startsOn: String endsOn: String health: String practice: String
      billRate: String @requiresScopes(scopes: [["psa:rates:read"]])
      manager: String account: Account milestones: [Milestone!]
    }
    type Milestone @requiresScopes(scopes: [["psa:read"]]) {
      id: ID! name: String dueOn: String status: String amount: String @requiresScopes(scopes: [["psa:rates:read"]])
    }
    type Account @key(fields: "id") { id: ID! }`,
  crm: `
    type Account @key(fields: "id") @requiresScopes(scopes: [["crm:read"]]) {
      id: ID! name: String industry: String country: String segment: String
      ownerName: String @requiresScopes(scopes: [["crm:pii:read"]])
      healthScore: Int @requiresScopes(scopes: [["crm:sensitive:read"]])
      contacts: [Contact!]
    }
    type Contact @requiresScopes(scopes: [["crm:read"]]) {
      id: ID! role: String
      fullName: String @requiresScopes(scopes: [["crm:pii:read"]])
      mail: String @requiresScopes(scopes: [["crm:pii:read"]])
    }`,
  erp: `
    type Project @key(fields: "id") {
      id: ID!
      budget: String @requiresScopes(scopes: [["erp:financials:read"]])
      actuals: String @requiresScopes(scopes: [["erp:financials:read"]])
      margin: String @requiresScopes(scopes: [["erp:margin:read"]])
      currency: String @requiresScopes(scopes: [["erp:read"]])
      invoices: [Invoice!] @requiresScopes(scopes: [["erp:read"]])
    }
    type Invoice @requiresScopes(scopes: [["erp:read"]]) {
      id: ID! number: String issuedOn: String status: String
      amount: String @requiresScopes(scopes: [["erp:financials:read"]])
    }`,
} as const

/** The subgraphs, with their authorization rules or as a graph that has none; everything else is the same. */
export const fixtureSubgraphs = ({ hasRules }: { readonly hasRules: boolean }): readonly FixtureSubgraph[] =>
  (['psa', 'crm', 'erp'] as const).map((name) => {
    const sdl = `${LINK}\n${SDLS[name]}`
    return { name, sdl: hasRules ? sdl : sdl.replace(SDLS[name], SDLS[name].replaceAll(RULES, '')) }
  })

/** What a caller needs to see everything: the same answer comes from every gateway. */
export const ALL_SCOPES = [...new Set(Object.values(SDLS).flatMap((sdl) => sdl.match(/[a-z]+(:[a-z]+)+(?=")/g) ?? []))]

/** What is asked for. The ids stand for what a client of trusted documents sends. */
export const DOCUMENTS = {
  small: 'query Small($id: ID!) { project(id: $id) { id name status } }',
  view: `query View($id: ID!) {
    project(id: $id) {
      id name status code phase region startsOn endsOn health practice billRate manager
      milestones { id name dueOn status amount }
      account { id name industry country segment ownerName healthScore contacts { id role fullName mail } }
      budget actuals margin currency
      invoices { id number issuedOn status amount }
    }
  }`,
  mutation:
    'mutation SetStatus($id: ID!, $status: String = "ACTIVE") { setProjectStatus(id: $id, status: $status) { project { id status } } }',
} as const
export type DocumentName = keyof typeof DOCUMENTS
