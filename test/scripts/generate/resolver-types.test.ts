import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { generateResolverTypes } from '../../../scripts/generate/resolver-types.ts'

const SDL = /* GraphQL */ `
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT
  scalar Date
  scalar Decimal
  type Query { project(id: ID!, first: Int = 20, from: Date): Project }
  type Project @key(fields: "id") { id: ID! margin: Decimal status: Status! lead: Worker }
  extend type Worker @key(fields: "id") { id: ID! }
  enum Status { OPEN CLOSED }
`

describe('generateResolverTypes', () => {
  it('types scalars as the branded values of the wire', async () => {
    const text = await generateResolverTypes(parse(SDL))

    expect(text).toContain("import type { DateText } from '../../contracts/wire/values.ts'")
    expect(text).toContain('Decimal: { input: DecimalText; output: DecimalText; }')
  })

  it('makes a resolver decide on every nullable field, and lets callers leave out optional arguments', async () => {
    const text = await generateResolverTypes(parse(SDL))

    expect(text).toContain("readonly margin: Maybe<Scalars['Decimal']['output']>")
    expect(text).toContain("from?: InputMaybe<Scalars['Date']['input']>")
  })

  it('admits that a caller may send null for an argument with a default', async () => {
    expect(await generateResolverTypes(parse(SDL))).toContain('{ [P in K]-?: T[P] }')
  })

  it('puts a mapped type of ours behind a GraphQL type of the same name', async () => {
    const text = await generateResolverTypes(parse(SDL), { mappers: { Project: './port.ts#Project' } })

    expect(text).toContain("import type { Project as ProjectModel } from './port.ts'")
    expect(text).toMatch(/Project: ResolverTypeWrapper<ProjectModel>/)
  })

  it('types the context as the subgraph declares it', async () => {
    const text = await generateResolverTypes(parse(SDL), { contextType: './context.ts#CrmContext' })

    expect(text).toContain('export type Resolvers<ContextType = CrmContext>')
  })

  it('types a type that is only extended here, and a reference resolver for each entity', async () => {
    const text = await generateResolverTypes(parse(SDL))

    expect(text).toContain('export type WorkerResolvers')
    expect(text).toMatch(/ProjectResolvers[^\n]+\n {2}__resolveReference\?: ReferenceResolver/)
  })

  it('takes an entity without a mapped type as a reference by id', async () => {
    expect(await generateResolverTypes(parse(SDL))).toContain(
      "Worker: ResolverTypeWrapper<{ readonly __typename?: 'Worker'; readonly id: string }>",
    )
  })

  it('names enums by their text', async () => {
    expect(await generateResolverTypes(parse(SDL))).toMatch(/type Status =\s+\| 'OPEN'\s+\| 'CLOSED'/)
  })

  it('fails on a scalar that nobody has mapped', async () => {
    await expect(generateResolverTypes(parse(`scalar Blob type Query { blob: Blob }`))).rejects.toThrow('Blob')
  })
})
