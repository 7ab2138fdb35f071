import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createRepositoryFixture, type RepositoryFixture } from './repository-fixture.ts'

const CRM = 'subgraphs/crm/schema.graphql'

let repository: RepositoryFixture
beforeEach(() => {
  repository = createRepositoryFixture()
  repository.write(
    'contracts/governance.config.json',
    '{ "variants": { "client": { "include": ["client"], "exclude": ["internal"] }, "reseller": { "include": ["reseller"] } } }',
  )
  repository.edit(CRM, 'id: ID!): Account', 'id: ID!): Account @tag(name: "client")')
  repository.edit(CRM, '  name: String!', '  name: String! @tag(name: "client")')
})
afterEach(() => repository.remove())

const explain = (...argv: string[]) => repository.run('explain', ...argv)
const data = (...argv: string[]) => JSON.parse(explain(...argv, '--json').output)

describe('contracts explain', () => {
  it('names the rules that decide, with file and line, of the type, the field and the type it returns', () => {
    const { code, output } = explain('Query.account')

    expect(code).toBe(0)
    expect(output).toContain(`${CRM}:4 @requiresScopes(scopes: [["crm:read"]])`)
    expect(output).toContain(`${CRM}:8 @authenticated`)
    expect(output).toMatch(/answered by {2}crm\n/)
    expect(
      data('Account.liabilityCap').rules.map(({ coordinate, writtenAt }: { coordinate: string; writtenAt: string[] }) => [
        coordinate,
        ...writtenAt,
      ]),
    ).toEqual([
      ['Account', `${CRM}:8 @authenticated`],
      ['Account.liabilityCap', `${CRM}:14 @requiresScopes(scopes: [["crm:commercials:read"]])`],
    ])
  })

  it('says of each variant whether the coordinate exists there, and why', () => {
    expect(data('Account.name').variants).toEqual([
      { name: 'internal', visible: true, reason: 'internal sees all of the graph' },
      { name: 'client', visible: true, reason: 'tag client of Account.name' },
      { name: 'subcontractor', visible: false, reason: expect.stringMatching(/no rules; the variant is closed$/) },
      { name: 'reseller', visible: false, reason: expect.stringMatching(/none of the tags reseller; the variant is closed$/) },
    ])
    expect(data('Account.liabilityCap').variants[1]).toEqual({
      name: 'client',
      visible: false,
      reason: 'carries none of the tags client',
    })
  })

  it('says whose record it is, how sensitive, and which subgraphs answer', () => {
    expect(data('Account.creditLimit')).toMatchObject({
      policy: { classification: 'confidential', subgraphs: ['erp'], at: ['subgraphs/erp/schema.graphql:6'] },
      sourceOfRecord: `CRM Account (${CRM}:8)`,
    })
    expect(data('Account').policy.subgraphs).toEqual(['crm', 'erp'])
  })

  it.each([
    ['anna', 'Account.name', 'granted'],
    ['anna', 'Account.liabilityCap', 'denied'],
    ['finance_controller', 'Account.liabilityCap', 'granted'],
    ['client', 'Account.name', 'granted'],
    ['client', 'Query.account', 'denied'],
    ['client', 'Account.liabilityCap', 'hidden'],
    ['reseller', 'Account.name', 'hidden'],
  ])('decides for a persona, a role and a partner variant: %s and %s', (as, coordinate, outcome) => {
    expect(data(coordinate, '--as', as).caller).toMatchObject({ name: as, outcome })
  })

  it('leaves open what only a request decides, and says who decides it', () => {
    repository.edit(CRM, '@requiresScopes(scopes: [["crm:commercials:read"]])', '@policy(policies: [["mfa"]])')
    const { output } = explain('Account.liabilityCap', '--as', 'anna')

    expect(output).toContain('depends: mfa is decided by the gateway, with each request (policies/predicates/mfa.ts)')
    expect(output).toContain('as anna (internal): depends on the request')
  })

  it('names the scopes that are missing', () => {
    expect(explain('Account.liabilityCap', '--as', 'anna').output).toContain('denied: lacks crm:commercials:read')
  })

  it('names the row rules of the entity', () => {
    expect(explain('Account.name').output).toContain('rows: no rule of this entity in policies/rows')
    repository.write('policies/rows/account.ts', "export const accountRows = defineRowRule({\n  entity: 'Account',\n})\n")
    repository.write('policies/rows/account-team.ts', "export const rows = defineRowRule({\n  entity: 'AccountTeam',\n})\n")

    expect(data('Account.name').rowRules).toEqual(['policies/rows/account.ts:2'])
  })

  it('explains arguments with their field, and enum values', () => {
    expect(data('Query.account(id:)', '--as', 'anna')).toMatchObject({ caller: { outcome: 'granted' }, rules: { length: 2 } })
    expect(explain('Query.account(name:)').code).toBe(2)
  })

  it.each([
    [[]],
    [['Account.nothing']],
    [['Nothing']],
    [['Account.name', 'Account.id']],
    [['Account.name', '--as', 'nobody']],
    [['']],
  ])('answers 2 for %j', (argv) => expect(explain(...argv).code).toBe(2))

  it('answers 3 when the subgraphs do not compose', () => {
    repository.edit('subgraphs/erp/schema.graphql', 'creditLimit: Money', 'creditLimit: Money\n  "Name."\n  name: Int')

    expect(explain('Account.name').code).toBe(3)
  })
})
