import { describe, expect, it } from '@jest/globals'
import { entityFieldHasScopes } from '../../../contracts/rules/entity-field-has-scopes.ts'
import { findingsOf } from './findings-of.ts'

const check = (sdl: string) => findingsOf(entityFieldHasScopes, { hr: sdl }).map(({ coordinate }) => coordinate)

describe('entity-field-has-scopes', () => {
  it('finds a field that an edge from another system opens to everybody', () => {
    expect(check('type Worker @key(fields: "id") @authenticated { id: ID! grade: String }')).toEqual(['Worker.grade'])
  })

  it('does not take a policy alone for a right to read', () => {
    expect(check('type Worker @key(fields: "id") { id: ID! pay: Money @policy(policies: [["mfa"]]) }')).toEqual(['Worker.pay'])
  })

  it('accepts scopes on the field or on its type', () => {
    expect(check('type Worker @key(fields: "id") { id: ID! grade: String @requiresScopes(scopes: [["hr:read"]]) }')).toEqual([])
    expect(
      check('type Skill @key(fields: "code") @requiresScopes(scopes: [["hr:read"]]) { code: String! note: String }'),
    ).toEqual([])
  })

  it('leaves labels open, for they say what a record is that somebody else points at', () => {
    expect(
      check('type Worker @key(fields: "id") { id: ID! workerNumber: String! displayName: String! jobTitle: String! }'),
    ).toEqual([])
  })

  it('leaves alone what no caller reaches over an edge of its own: value types, foreign and inaccessible fields, roots', () => {
    expect(
      check(`type Query { worker: Worker }
        type Line { quantity: Decimal! }
        type Project @key(fields: "id") { id: ID! assignedWorkerIds: [ID!]! @external teamSize: Int @inaccessible }`),
    ).toEqual([])
  })
})
