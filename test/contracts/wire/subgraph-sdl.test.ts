import { describe, expect, it } from '@jest/globals'
import { parse, print } from 'graphql'
import { assembleSubgraph } from '../../../contracts/wire/subgraph-sdl.ts'

const SHARED = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  directive @classified(level: String!) on OBJECT
  scalar Decimal
  type Money { amount: Decimal! }
  enum Unit { HOUR }
  interface UserError { code: Code! }
  enum Code { CONFLICT }
  type UpstreamError implements UserError { code: Code! system: SystemCode }
  enum SystemCode { CRM }
`)

const assemble = (own: string) => assembleSubgraph(parse(own), SHARED)
const names = (own: string) =>
  assemble(own).definitions.map((node) => ('name' in node && node.name !== undefined ? node.name.value : node.kind))

describe('assembleSubgraph', () => {
  it('adds the shared definitions that a subgraph reaches, and no others', () => {
    expect(names('type Query { total: Money }')).toEqual(['SchemaExtension', 'classified', 'Decimal', 'Money', 'Query'])
  })

  it('follows arguments, input fields and extensions', () => {
    expect(names('extend type Query { a(unit: [Unit!]!): ID } input In { amount: Decimal }')).toEqual(
      expect.arrayContaining(['Unit', 'Decimal']),
    )
  })

  it('reaches the types that implement a reached interface', () => {
    expect(names('type Payload { userErrors: [UserError!]! }')).toEqual(
      expect.arrayContaining(['UserError', 'Code', 'UpstreamError', 'SystemCode']),
    )
  })

  it('keeps the header even when nothing of it is used, so that all subgraphs compose the same directives', () => {
    expect(names('type Query { a: ID }')).toEqual(['SchemaExtension', 'classified', 'Query'])
  })

  it('refuses a subgraph that writes a shared definition again', () => {
    expect(() => assemble('type Money { amount: Int }')).toThrow('Money')
  })

  it('prints a shared definition the same in every subgraph', () => {
    const money = (own: string) => /type Money [^}]+}/.exec(print(assemble(own)))?.[0]

    expect(money('type Query { a: Money }')).toBe(money('type Mutation { b: [Money!] }'))
  })
})
