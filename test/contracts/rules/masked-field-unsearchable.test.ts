import { describe, expect, it } from '@jest/globals'
import { maskedFieldUnsearchable } from '../../../contracts/rules/masked-field-unsearchable.ts'
import { findingsOf } from './findings-of.ts'

const CONTACT = `type Contact @key(fields: "id") @authenticated {
    id: ID! name: String phone: String @masked(as: "last4", unless: [["crm:write"]]) workMail: String @masked(as: "initials", unless: [["crm:write"]]) }
  type ContactEdge { node: Contact! }
  type ContactConnection { edges: [ContactEdge!]! }
  type ContactPage { nodes: [Contact!]! }`
const check = (...sdl: readonly string[]) =>
  findingsOf(maskedFieldUnsearchable, Object.fromEntries([CONTACT, ...sdl].map((each, index) => [`s${index}`, each]))).map(
    ({ message }) => message,
  )

describe('masked-field-unsearchable', () => {
  it.each([
    ['an argument', 'type Query { contact(phone: String): Contact }'],
    ['a filter of a connection', 'input F { phoneStartsWith: String } type Query { a(filter: F): ContactConnection }'],
    [
      'a filter in a filter',
      'input G { phone: String } input F { not: F all: [G!] } type Query { a(filter: F): [ContactPage!] }',
    ],
    ['a list of values', 'input F { phones: [String!] } type Query { a(filter: F): ContactPage }'],
    ['an order', 'enum O { NAME PHONE } input F { by: O! } type Query { a(orderBy: F): ContactConnection }'],
    ['the field of another subgraph', 'type Account { contacts(phone: String): ContactPage }'],
  ])('finds %s that searches by a masked field', (_, sdl) => {
    expect(check(sdl)).toEqual([expect.stringMatching(/searches by Contact\.phone, which is masked/)])
  })

  it('finds an order by a name of several words', () => {
    expect(check('enum O { WORK_MAIL_ASC } type Query { a(by: O): ContactPage }')).toEqual([
      expect.stringContaining('Contact.workMail'),
    ])
  })

  it.each([
    ['@key', 'extend type Contact @key(fields: "id phone") { at: Int }'],
    ['@requires', 'type Account { contact: Contact risk: Int @requires(fields: "contact { phone }") }'],
    ['@provides', 'type Query { contact: Contact @provides(fields: "phone") }'],
  ])('finds a masked field in %s', (name, sdl) => {
    expect(check(sdl)).toEqual([`${name} uses Contact.phone, which is masked`])
  })

  it('accepts searching by other fields, and fields of other types with the same name', () => {
    const other = 'type Firm { phone: String } input F { phone: String name: String }'

    expect(
      check(`${other} enum O { PHONE } type Query { firm(filter: F, by: O): Firm contacts(name: String): ContactPage }`),
    ).toEqual([])
  })
})
