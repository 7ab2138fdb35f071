import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type GatewayUnderTest, startGatewayOver } from './support/gateway-under-test.ts'
import { type LittleSubgraph, startLittleSubgraph } from './support/little-subgraph.ts'
import { MASK_HEAD } from './support/mask-sdl.ts'
import { person } from './support/principal.ts'

/** A system that masks nothing itself: what is masked here was masked by the gateway. */
const CRM = `${MASK_HEAD}
  scalar Decimal
  scalar EmailAddress
  type Money { amount: Decimal! currency: String! }
  interface Party { id: ID! phone: String }
  type Contact implements Party @key(fields: "id") {
    id: ID!
    name: String @masked(as: "initials", unless: [["crm:write"]])
    mail: EmailAddress @masked(as: "initials", unless: [["crm:write"]])
    phone: String @masked(as: "last4", unless: [["crm:write"], ["psa:read", "psa:write"]])
    phones: [String!] @masked(as: "last4", unless: [["crm:write"]])
    pay: Money @requiresScopes(scopes: [["hr:comp:read"]])
  }
  type Firm implements Party { id: ID! phone: String cap: Money @requiresScopes(scopes: [["crm:read"]]) @masked(as: "bucketed", unless: [["crm:commercials:read"]]) limits: [Money!]! @masked(as: "bucketed", unless: [["crm:commercials:read"]]) }
  union Hit = Contact | Firm
  type Query { contact: Contact firm: Firm parties: [Party!] hits: [Hit!] contacts: [Contact!] }`

const contact = {
  __typename: 'Contact',
  id: '1',
  name: 'Kim Lind',
  mail: 'kim.lind@northwind.example',
  phone: '+49 30 12344711',
  phones: ['+49 30 12344711', '+49 30 12344712'],
  pay: { amount: '90000.00', currency: 'EUR' },
}
const firm = {
  __typename: 'Firm',
  id: '2',
  phone: '+49 30 99999999',
  cap: { amount: '240001.00', currency: 'EUR' },
  limits: [{ amount: '7.50', currency: 'EUR' }],
}

let crm: LittleSubgraph
let gateway: GatewayUnderTest

beforeAll(async () => {
  const typeOf = ({ __typename }: { __typename: string }) => __typename
  crm = await startLittleSubgraph({
    name: 'crm',
    sdl: CRM,
    resolvers: {
      Query: {
        contact: () => contact,
        firm: () => firm,
        parties: () => [contact, firm],
        hits: () => [contact, firm],
        contacts: () => [contact, contact],
      },
      Party: { __resolveType: typeOf },
      Hit: { __resolveType: typeOf },
    },
  })
  gateway = await startGatewayOver([crm])
})
afterAll(async () => {
  await gateway.stop()
  await crm.stop()
})
beforeEach(() => void crm.received.splice(0))

const SEES_ALL = person(['crm:write', 'crm:read', 'crm:commercials:read'])

describe('masked fields', () => {
  it('show part of the value to whoever meets the rules of the field, and say so in the extensions', async () => {
    const { body } = await gateway.ask('{ contact { id name mail phone } firm { cap { amount currency } } }', {
      as: person(['crm:read']),
    })

    expect(body).toEqual({
      data: {
        contact: { id: '1', name: 'K. L.', mail: 'k.l@masked.invalid', phone: '••••4711' },
        firm: { cap: { amount: '200000', currency: 'EUR' } },
      },
      extensions: {
        masked: [
          { coordinate: 'Contact.name', as: 'initials', paths: [['contact', 'name']] },
          { coordinate: 'Contact.mail', as: 'initials', paths: [['contact', 'mail']] },
          { coordinate: 'Contact.phone', as: 'last4', paths: [['contact', 'phone']] },
          { coordinate: 'Firm.cap', as: 'bucketed', paths: [['firm', 'cap']] },
        ],
      },
    })
  })

  it('show the whole value to whoever holds one of the alternatives as a whole, without a note', async () => {
    const query = '{ contact { name phone } firm { cap { amount } } }'

    expect((await gateway.ask(query, { as: SEES_ALL })).body).toEqual({
      data: { contact: { name: 'Kim Lind', phone: '+49 30 12344711' }, firm: { cap: { amount: '240001.00' } } },
    })
    const phone = '{ contact { phone } }'
    expect((await gateway.ask(phone, { as: person(['psa:write']) })).body.data).toEqual({ contact: { phone: '••••4711' } })
    expect((await gateway.ask(phone, { as: person(['psa:read', 'psa:write']) })).body).toEqual({
      data: { contact: { phone: '+49 30 12344711' } },
    })
  })

  it('are denied, not masked, without the rules of the field', async () => {
    const { body } = await gateway.ask('{ firm { id cap { amount } } }')

    expect(body.data).toEqual({ firm: { id: '2', cap: null } })
    expect(body.errors).toHaveLength(1)
    expect(body.extensions).toBeUndefined()
    expect(crm.received.map(({ query }) => query).join()).not.toContain('cap')
  })

  it('are masked beside denied fields, each in its own way', async () => {
    const { body } = await gateway.ask('{ contact { name pay { amount } } }')

    expect(body.data).toEqual({ contact: { name: 'K. L.', pay: null } })
    expect(body.errors?.map(({ path }) => path)).toEqual([['contact', 'pay']])
    expect(body.extensions).toMatchObject({ masked: [{ coordinate: 'Contact.name' }] })
  })

  it.each([
    ['an alias', '{ contact { label: phone } }', { contact: { label: '••••4711' } }],
    [
      'a fragment',
      '{ contact { ...F } } fragment F on Contact { ...G } fragment G on Contact { phone }',
      { contact: { phone: '••••4711' } },
    ],
    [
      'an interface, by the type behind it',
      '{ parties { phone } }',
      { parties: [{ phone: '••••4711' }, { phone: '+49 30 99999999' }] },
    ],
    [
      'a union',
      '{ hits { ... on Contact { x: phone } ... on Firm { x: phone } } }',
      { hits: [{ x: '••••4711' }, { x: '+49 30 99999999' }] },
    ],
    ['a list of objects', '{ contacts { phone } }', { contacts: [{ phone: '••••4711' }, { phone: '••••4711' }] }],
    ['a list of values', '{ contact { phones } }', { contact: { phones: ['••••4711', '••••4712'] } }],
    ['a list of amounts under an alias', '{ firm { limits { currency: amount } } }', { firm: { limits: [{ currency: '5' }] } }],
    ['a condition', 'query ($v: Boolean = true) { contact { phone @include(if: $v) } }', { contact: { phone: '••••4711' } }],
    ['fields that are merged', '{ contact { phone } contact { phone name } }', { contact: { phone: '••••4711', name: 'K. L.' } }],
  ])('cannot be got around through %s', async (_, query, data) => {
    expect((await gateway.ask(query)).body.data).toEqual(data)
  })

  it('say where they are with one path for all items of a list, and by the name that the caller used', async () => {
    const { body } = await gateway.ask('{ contacts { phone } parties { number: phone } }')

    expect(body.extensions).toEqual({
      masked: [
        { coordinate: 'Contact.phone', as: 'last4', paths: [['contacts', '@', 'phone']] },
        { coordinate: 'Party.phone', as: 'last4', paths: [['parties', '@', 'number']] },
      ],
    })
  })

  it.each([
    ['masked caller first', [person([]), SEES_ALL]],
    ['unmasked caller first', [SEES_ALL, person([])]],
  ])('do not depend on who asked before (%s)', async (title, callers) => {
    const query = `# ${title}\n{ contact { phone } }`
    for (const as of callers) {
      const { body } = await gateway.ask(query, { as })
      expect(body.data).toEqual({ contact: { phone: as === SEES_ALL ? '+49 30 12344711' : '••••4711' } })
    }
  })

  it('keep the gateway from starting when a mask cannot hide its field, or when nobody would enforce it', async () => {
    const started = (sdl: string, config = {}) => startGatewayOver([{ ...crm, sdl }], { config })

    await expect(started(CRM.replace('as: "last4"', 'as: "first4"'))).rejects.toThrow('Contact.phone: there is no mask "first4"')
    await expect(started(CRM.replace('unless: [["crm:write"]]', 'unless: [[]]'))).rejects.toThrow('Contact.name: an empty list')
    const only = `${MASK_HEAD} type Query { a: String @masked(as: "last4", unless: [["crm:write"]]) }`
    await expect(started(only, { authorization: undefined })).rejects.toThrow('nobody would enforce')
  })

  it('are found under the name that the supergraph imports them by', async () => {
    const sdl = `
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
        @link(url: "https://specs.delivery-graph.dev/governance/v1.0", import: [{ name: "@masked", as: "@hidden" }])
        @composeDirective(name: "@hidden")
      directive @hidden(as: String!, unless: [[String!]!]!) on FIELD_DEFINITION
      type Query { contact: Contact }
      type Contact { phone: String @hidden(as: "last4", unless: [["crm:write"]]) }`
    const renamed = await startGatewayOver([{ ...crm, sdl }])
    const { body } = await renamed.ask('{ contact { phone } }')
    await renamed.stop()

    expect(body.data).toEqual({ contact: { phone: '••••4711' } })
  })
})
