/** Head of a subgraph that masks fields, as shared.graphql has it; `Decimal` and `Money` are left to the subgraph. */
export const MASK_HEAD = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requiresScopes", "@policy", "@tag", "@composeDirective"])
    @link(url: "https://specs.delivery-graph.dev/governance/v1.0", import: ["@masked"])
    @composeDirective(name: "@masked")
  directive @masked(as: String!, unless: [[String!]!]!) on FIELD_DEFINITION`
