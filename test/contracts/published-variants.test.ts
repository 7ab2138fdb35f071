import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { buildSchema } from 'graphql'
import { createRepositoryFixture, type RepositoryFixture } from './repository-fixture.ts'

const CRM = 'subgraphs/crm/schema.graphql'
const GOVERNANCE = 'contracts/governance.config.json'
const published = (variant: string, file = 'api.graphql') => `contracts/published/${variant}/${file}`
const policyIn = (variant: string) => JSON.parse(repository.read(published(variant, 'policy.json')))

let repository: RepositoryFixture
beforeEach(() => {
  repository = createRepositoryFixture()
  const variants = { client: { include: ['client'], exclude: ['internal'] } }
  repository.write(GOVERNANCE, JSON.stringify({ variants, documents: { app: 'internal' } }))
})
afterEach(() => repository.remove())

/** Opens Query.account and the name of an account to clients. */
function tagForClients(): void {
  repository.edit(CRM, 'account("Identifier." id: ID!): Account', 'account("Identifier." id: ID!): Account @tag(name: "client")')
  repository.edit(CRM, '  name: String!', '  name: String! @tag(name: "client")')
}

describe('contracts compose: what is published of the variants', () => {
  it('is all of the graph for internal callers, sorted and without directives of governance', () => {
    expect(repository.run('compose').code).toBe(0)

    const api = repository.read(published('internal'))
    expect(Object.keys(buildSchema(api).getTypeMap())).toEqual(expect.arrayContaining(['Account', 'Money']))
    expect(api).toContain('creditLimit: Money')
    expect(api).not.toContain('@')
    expect(api.indexOf('type Account')).toBeLessThan(api.indexOf('type Query'))
  })

  it('is what the tags show for partners, and names nothing else', () => {
    tagForClients()
    expect(repository.run('compose').code).toBe(0)

    const api = repository.read(published('client'))
    expect(Object.keys(buildSchema(api).getTypeMap())).toEqual(expect.arrayContaining(['Account', 'Query']))
    expect(api).toContain('name: String!')
    expect(api).not.toMatch(/liabilityCap|creditLimit|Money|@/)
    expect(Object.keys(policyIn('client'))).toEqual(['Account', 'Account.name', 'Query', 'Query.account'])
  })

  it('says of each coordinate who may read it, how sensitive it is, whose it is and where it is written', () => {
    tagForClients()
    repository.run('compose')

    expect(policyIn('client')['Query.account']).toEqual({
      authenticated: false,
      scopes: [['crm:read']],
      policies: null,
      classification: 'internal',
      pii: false,
      masked: null,
      tags: ['client'],
      subgraphs: ['crm'],
      at: [`${CRM}:4`],
    })
    expect(policyIn('internal')['Account.liabilityCap']).toMatchObject({
      scopes: [['crm:commercials:read']],
      classification: 'confidential',
      at: [`${CRM}:14`],
    })
    expect(policyIn('internal').Account).toMatchObject({
      authenticated: true,
      subgraphs: ['crm', 'erp'],
      at: [`${CRM}:8`, 'subgraphs/erp/schema.graphql:2'],
    })
    expect(policyIn('internal')['Account.creditLimit'].subgraphs).toEqual(['erp'])
  })

  it('has the stricter level where two subgraphs classify a field differently', () => {
    const field = (level: string) =>
      `  "Legal name."\n  legalName: String @shareable @requiresScopes(scopes: [["crm:read"]]) @classified(level: "${level}", pii: ${level === 'confidential'})\n  "Canonical identifier."`
    repository.edit(CRM, '  "Canonical identifier."', field('internal'))
    repository.edit('subgraphs/erp/schema.graphql', '  "Canonical identifier."', field('confidential'))
    repository.run('compose')

    expect(policyIn('internal')['Account.legalName']).toMatchObject({ classification: 'confidential', pii: true })
  })

  it('is a file that says so, and an empty policy, for a closed variant', () => {
    repository.run('compose')

    for (const variant of ['client', 'subcontractor', 'reseller']) {
      expect(repository.read(published(variant))).toMatch(
        new RegExp(`^# The variant "${variant}" is closed: .*VARIANT_CLOSED\\.\n$`),
      )
      expect(repository.read(published(variant, 'policy.json'))).toBe('{}\n')
    }
  })

  it('is checked for drift: a tag that moves is stale for that variant alone', () => {
    repository.run('compose')
    expect(repository.run('compose', '--check').code).toBe(0)
    tagForClients()
    const { code, output } = repository.run('compose', '--check')

    expect(code).toBe(4)
    expect(output).toContain(published('client'))
    expect(output).toContain(published('client', 'policy.json'))
    expect(output).not.toContain(published('reseller'))
    expect(output).not.toContain(published('internal', 'api.graphql'))
    expect(repository.read(published('client'))).toMatch(/closed/)
  })

  it('is checked for drift when somebody edits a published file', () => {
    repository.run('compose')
    repository.edit(published('internal'), 'type Account', 'type Akkount')

    expect(repository.run('compose', '--check')).toEqual({
      code: 4,
      output: `${published('internal')} is stale: run \`npm run contracts -- compose\``,
    })
  })

  it('is narrowed to one variant with --variant', () => {
    repository.run('compose')
    tagForClients()

    expect(repository.run('compose', '--check', '--variant', 'reseller').code).toBe(0)
    expect(repository.run('compose', '--variant', 'client').output).toBe(
      `wrote ${published('client')}\nwrote ${published('client', 'policy.json')}`,
    )
    expect(repository.run('compose', '--check', '--variant', 'client').code).toBe(0)
    expect(repository.run('compose', '--check').code).toBe(4)
    expect(repository.run('compose', '--variant', 'clients')).toMatchObject({ code: 2 })
  })

  it('is nothing when tags contradict each other: exit code 3 and the place to mend', () => {
    repository.edit(CRM, 'id: ID!): Account', 'id: ID!): Account @tag(name: "client")')
    const { code, output } = repository.run('compose')

    expect(code).toBe(3)
    expect(output).toMatch(
      /^subgraphs\/crm\/schema\.graphql:4:3 error variant-sound: Query\.account is visible to client, but its type Account/,
    )
    expect(() => repository.read(published('client'))).toThrow()
  })

  it.each([
    ['{ "variants": { "client": { "include": [] } } }', 'variants.client.include'],
    ['{', 'is not JSON'],
  ])('is nothing when the configuration of the variants is wrong: %s', (text, message) => {
    repository.write(GOVERNANCE, text)
    const { code, output } = repository.run('compose')

    expect([code, repository.run('lint').code]).toEqual([3, 3])
    expect(output).toContain(`${GOVERNANCE} error governance-config: ${message}`)
  })
})
