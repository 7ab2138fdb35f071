import { describe, expect, it } from '@jest/globals'
import { classifiedFieldHasScopes } from '../../../contracts/rules/classified-field-has-scopes.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(classifiedFieldHasScopes, { hr: sdl })

describe('classified-field-has-scopes', () => {
  it.each(['confidential', 'restricted'])('finds a %s field that anybody may read, with its place', (level) => {
    expect(check(`type Worker {\n  id: ID!\n  salary: Money @classified(level: "${level}")\n}`)).toEqual([
      expect.objectContaining({
        rule: 'classified-field-has-scopes',
        severity: 'error',
        coordinate: 'Worker.salary',
        file: 'subgraphs/hr/schema.graphql',
        line: 3,
        column: 3,
      }),
    ])
  })

  it('accepts scopes on the field or on its type', () => {
    expect(
      check('type Worker { pay: Money @classified(level: "restricted") @requiresScopes(scopes: [["hr:comp:read"]]) }'),
    ).toEqual([])
    expect(
      check('type Pay @requiresScopes(scopes: [["hr:comp:read"]]) { base: Money @classified(level: "restricted") }'),
    ).toEqual([])
  })

  it('does not take a policy alone for a right to read', () => {
    expect(check('type Worker { pay: Money @classified(level: "restricted") @policy(policies: [["mfa"]]) }')).toHaveLength(1)
  })

  it('reads the classification of a type for each of its fields, unless the field has its own', () => {
    const found = check('type Pay @classified(level: "restricted") { base: Money note: String @classified(level: "internal") }')

    expect(found.map(({ coordinate }) => coordinate)).toEqual(['Pay.base'])
  })

  it('leaves internal, public and foreign fields alone', () => {
    expect(
      check(`type Worker { name: String, site: URL @classified(level: "public")
        pay: Money @external @classified(level: "restricted") }`),
    ).toEqual([])
  })
})
