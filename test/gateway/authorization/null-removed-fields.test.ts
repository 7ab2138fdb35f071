import { describe, expect, it } from '@jest/globals'
import { nullRemovedFields } from '../../../gateway/authorization/null-removed-fields.ts'
import { filterFor, graphOf } from '../support/compiled.ts'

const graph = graphOf({
  name: 'a',
  sdl: `
    type Person { id: ID! name: String pay: Int! @requiresScopes(scopes: [["hr:comp:read"]]) boss: Person must: Person! }
    type Vault { id: ID! name: String @requiresScopes(scopes: [["erp:bank:read"]]) }
    type Room { name: String size: Int }
    union Found = Person | Vault | Room
    type Query {
      me: Person must: Person! people: [Person] strict: [Person!] strictest: [Person!]! found: [Found] deep: [[Person!]]
      secret: String @requiresScopes(scopes: [["hr:read"]])
    }`,
})

/** What a caller without scopes gets to see of `data`, the answer to the filtered document. */
function shape(query: string, data: Readonly<Record<string, unknown>> | null, variables = {}) {
  const { compiled, removed } = filterFor(graph, query, [])
  return JSON.parse(JSON.stringify(nullRemovedFields(compiled, removed, data, variables)))
}

describe('nullRemovedFields', () => {
  it('puts null where a removed nullable field would be, under its alias and in its place', () => {
    expect(JSON.stringify(shape('{ x: secret me { name } }', { me: { name: 'Ada' } }))).toBe('{"x":null,"me":{"name":"Ada"}}')
  })

  it('moves a null at a non-null position to the nearest nullable one', () => {
    expect(shape('{ me { name pay } }', { me: { name: 'Ada' } })).toEqual({ me: null })
    expect(shape('{ me { must { pay } name } }', { me: { must: { __typename: 'Person' }, name: 'Ada' } })).toEqual({ me: null })
    expect(shape('{ me { boss { pay } name } }', { me: { boss: { __typename: 'Person' }, name: 'Ada' } })).toEqual({
      me: { boss: null, name: 'Ada' },
    })
    expect(shape('{ must { pay } }', { must: { __typename: 'Person' } })).toBeNull()
  })

  it('moves it out of lists as their types demand', () => {
    const items = [{ __typename: 'Person' }, null]

    expect(shape('{ people { pay } }', { people: items })).toEqual({ people: [null, null] })
    expect(shape('{ strict { pay } }', { strict: [{ __typename: 'Person' }] })).toEqual({ strict: null })
    expect(shape('{ strictest { pay } }', { strictest: [{ __typename: 'Person' }] })).toBeNull()
    expect(shape('{ strictest { pay } }', { strictest: [] })).toEqual({ strictest: [] })
    expect(shape('{ deep { pay } }', { deep: [[{ __typename: 'Person' }], [], null] })).toEqual({ deep: [null, [], null] })
  })

  it('redacts what was not to be fetched, should an engine return it all the same', () => {
    expect(
      shape('{ secret people { name pay } me { boss { name } } }', { secret: 'x', people: [], me: { boss: null, pay: 5 } }),
    ).toEqual({
      secret: null,
      people: [],
      me: { boss: null },
    })
    expect(shape('{ me { pay } }', { me: { pay: 5 } })).toEqual({ me: null })
  })

  it('does not invent what was null before', () => {
    expect(shape('{ me { pay } }', { me: null })).toEqual({ me: null })
    expect(shape('{ me { pay } secret }', null)).toBeNull()
  })

  it('decides by the runtime type where the same key is allowed on one member of a union and removed on another', () => {
    const data = { found: [{ __typename: 'Vault' }, { __typename: 'Room', name: 'Blue' }, { __typename: 'Person', name: 'Ada' }] }

    expect(shape('{ found { ... on Vault { name } ... on Room { name } ... on Person { name } } }', data)).toEqual({
      found: [{ name: null }, { name: 'Blue' }, { name: 'Ada' }],
    })
  })

  it('returns a type name only where the caller asked for one', () => {
    const data = { found: [{ __typename: 'Vault' }, { __typename: 'Room' }] }

    expect(shape('{ found { ... on Vault { name } kind: __typename } }', data)).toEqual({
      found: [{ name: null, kind: 'Vault' }, { kind: 'Room' }],
    })
    expect(shape('{ found { ... on Vault { name } } }', data)).toEqual({ found: [{ name: null }, {}] })
  })

  it('leaves out what @skip and @include leave out, and nulls what they let in', () => {
    const query =
      'query ($v: Boolean!, $w: Boolean = true) { me { name } a: secret @include(if: $v) b: secret @skip(if: $w) c: secret @include(if: true) }'

    expect(shape(query, { me: { name: 'Ada' } }, { v: false, w: true })).toEqual({ me: { name: 'Ada' }, c: null })
    expect(shape(query, { me: { name: 'Ada' } }, { v: true, w: false })).toEqual({
      me: { name: 'Ada' },
      a: null,
      b: null,
      c: null,
    })
  })

  it('finds removed fields behind fragments that are spread in several places', () => {
    const query = '{ me { boss { ...F } ...F } secret } fragment F on Person { id ...G } fragment G on Person { name }'
    const data = { me: { boss: { id: '2', name: 'Bo' }, id: '1', name: 'Ada' } }

    expect(shape(query, data)).toEqual({ me: { boss: { id: '2', name: 'Bo' }, id: '1', name: 'Ada' }, secret: null })
  })

  it('keeps doubling fragments linear in the size of the answer', () => {
    const levels = 30
    const fragments = Array.from(
      { length: levels },
      (_, level) =>
        `fragment F${level} on Person { boss { ...F${level + 1} } ...G${level} } fragment G${level} on Person { boss { ...F${level + 1} } }`,
    )
    const query = `{ me { ...F0 } secret } ${fragments.join(' ')} fragment F${levels} on Person { name }`
    const data = Array.from({ length: levels }).reduce<Record<string, unknown>>((inner) => ({ boss: inner }), { name: 'Ada' })
    const startedAt = Date.now()

    expect(shape(query, { me: data })).toEqual({ me: data, secret: null })
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })
})
