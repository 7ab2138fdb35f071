import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { digestOfDocument } from '../../contracts/wire/trusted-document.ts'
import { createRepositoryFixture, type RepositoryFixture } from './repository-fixture.ts'

const CRM = 'subgraphs/crm/schema.graphql'
const SUPERGRAPH = 'contracts/published/supergraph.graphql'
const DOCUMENT = 'contracts/documents/app/AccountName.graphql'
const MANIFEST = 'contracts/documents/app/manifest.json'

let repository: RepositoryFixture
beforeEach(() => {
  repository = createRepositoryFixture()
})
afterEach(() => repository.remove())

describe('contracts compose', () => {
  it('writes a supergraph that keeps who may read a field and how sensitive it is', () => {
    expect(repository.run('compose').code).toBe(0)

    const supergraph = repository.read(SUPERGRAPH)
    expect(supergraph).toMatch(/liabilityCap: Money @.*crm:commercials:read/)
    expect(supergraph).toMatch(/liabilityCap: Money @.*@classified\(level: "confidential"/)
    expect(supergraph).toContain('type Account')
  })

  it('writes for each client the manifest of its trusted documents, by the digest of what they say', () => {
    repository.run('compose')

    const digest = digestOfDocument(parse(repository.read(DOCUMENT)))
    expect(JSON.parse(repository.read(MANIFEST))).toEqual({
      [digest]: { name: 'AccountName', file: 'AccountName.graphql', type: 'query' },
    })
  })

  it('keeps the id of a document that is only written in another way', () => {
    repository.run('compose')
    repository.edit(DOCUMENT, '{', '{ # of what was sold\n\n')

    expect(repository.run('compose', '--check')).toEqual({ code: 0, output: '' })
  })

  it.each([
    ['asks for a field that the graph does not have', () => repository.edit(DOCUMENT, 'name', 'nickname')],
    [
      'holds two operations',
      () => repository.edit(DOCUMENT, 'query AccountName', 'query Other { __typename }\n\nquery AccountName'),
    ],
    [
      'says the same as another of its client',
      () => repository.write('contracts/documents/app/AccountName2.graphql', `# again\n${repository.read(DOCUMENT)}`),
    ],
  ])('answers 1 and writes nothing when a document %s', (_what, spoil) => {
    spoil()

    const { code, output } = repository.run('compose')

    expect(code).toBe(1)
    expect(output).toContain('document-valid')
    expect(() => repository.read(MANIFEST)).toThrow()
    expect(() => repository.read(SUPERGRAPH)).toThrow()
  })

  it('writes the same text when definitions and fields change places', () => {
    repository.run('compose')
    const before = repository.read(SUPERGRAPH)
    const name = '  "Trading name."\n  name: String!\n'
    repository.edit(CRM, name, '')
    repository.edit(CRM, '  "Canonical identifier."', `${name}  "Canonical identifier."`)
    const [query, account] = repository.read(CRM).split('\n\n')
    repository.edit(CRM, repository.read(CRM), `${account}\n\n${query}\n`)

    const { output } = repository.run('compose', '--check')
    // The manifest says in which line something is written; nothing else has moved.
    expect(output).toMatch(/^contracts\/published\/internal\/policy\.json is stale.*$/)
    expect(repository.read(SUPERGRAPH)).toBe(before)
  })

  it('with --check names the stale files, writes nothing and answers 4', () => {
    repository.run('compose')
    const before = repository.read(SUPERGRAPH)
    repository.edit(CRM, '  "Trading name."', '  "Short name."\n  shortName: String\n  "Trading name."')

    const { code, output } = repository.run('compose', '--check')

    expect(code).toBe(4)
    expect(output).toContain(SUPERGRAPH)
    expect(output).not.toContain(MANIFEST)
    expect(repository.read(SUPERGRAPH)).toBe(before)
  })

  it('answers 3 for subgraphs that do not fit together, with the place in the file of the author', () => {
    repository.edit('subgraphs/erp/schema.graphql', 'creditLimit: Money', 'creditLimit: Money\n  "Trading name."\n  name: Int')

    const { code, output } = repository.run('compose')

    expect(code).toBe(3)
    expect(output).toMatch(/^subgraphs\/(crm|erp)\/schema\.graphql:\d+:\d+ error composes: /)
    expect(output).toContain('Account.name')
  })

  it('answers 3 for a file that is not GraphQL, with its place', () => {
    repository.edit(CRM, 'type Account', 'tipe Account')

    const { code, output } = repository.run('compose')

    expect(code).toBe(3)
    expect(output).toContain(`${CRM}:7`)
  })
})

describe('contracts lint', () => {
  it('answers 0 for sound subgraphs', () => {
    expect(repository.run('lint')).toEqual({ code: 0, output: 'no findings' })
  })

  it('answers 1 and prints place, rule and what to do', () => {
    repository.edit(CRM, ' @requiresScopes(scopes: [["crm:commercials:read"]])', '')

    const { code, output } = repository.run('lint')

    expect(code).toBe(1)
    expect(output).toContain(`${CRM}:14:3 error classified-field-has-scopes: Account.liabilityCap is confidential`)
    expect(output).toContain('classified-field-has-scopes: Put @requiresScopes')
    expect(output).toContain(`${CRM}:14:3 error entity-field-has-scopes:`)
    expect(output).toMatch(/2 errors, 0 warnings$/)
  })

  it('prints for programs with --json', () => {
    repository.edit(CRM, 'crm:commercials:read', 'crm:everything')

    const { code, output } = repository.run('lint', '--json')

    expect(code).toBe(1)
    expect(JSON.parse(output)).toMatchObject({
      version: 1,
      summary: { errors: 1, warnings: 0 },
      findings: [{ rule: 'scope-known', severity: 'error', coordinate: 'Account.liabilityCap', file: CRM, line: 14 }],
    })
  })

  it('answers 3 when the subgraphs do not compose, and still reports what the rules find', () => {
    repository.edit('subgraphs/erp/schema.graphql', 'creditLimit: Money', 'creditLimit: Money\n  name: Int')
    repository.edit(CRM, '@requiresScopes(scopes: [["crm:read"]])', '')

    const { code, output } = repository.run('lint')

    expect(code).toBe(3)
    expect(output).toContain('composes')
    expect(output).toContain('root-field-authorized')
  })
})

describe('contracts', () => {
  it.each([[[]], [['frobnicate']], [['lint', '--loud']], [['compose', 'extra']]])('answers 2 for %j', (argv) => {
    expect(repository.run(...argv).code).toBe(2)
  })

  it('explains itself with --help', () => {
    const { code, output } = repository.run('--help')

    expect(code).toBe(0)
    expect(output).toContain('compose [--check]')
    expect(output).toContain('Exit codes')
  })
})
