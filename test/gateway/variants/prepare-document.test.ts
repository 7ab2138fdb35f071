import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, print } from 'graphql'
import { createDocumentPreparer } from '../../../gateway/variants/prepare-document.ts'

const full = buildSchema(`
  type Query { node: Node hit: Hit grade: Grade word: String pair: Pair }
  interface Node { id: ID } type A implements Node { id: ID } type B implements Node { id: ID }
  union Hit = A | Pair  enum Grade { X Y } type Pair { hit: Hit }`)
const part = buildSchema(`
  type Query { node: Node hit: Hit grade: Grade word: String pair: Pair }
  interface Node { id: ID } type A implements Node { id: ID }
  union Hit = A | Pair  enum Grade { X } type Pair { hit: Hit }`)
const prepare = createDocumentPreparer(full, part)
const text = (query: string) => print(prepare(parse(query)).document).replace(/\s+/g, ' ')

describe('createDocumentPreparer', () => {
  it.each([
    '{ word }',
    '{ hit { __typename ... on A { id } } }',
    'query Q { ...F } fragment F on Query { pair { hit { __typename } } }',
  ])('leaves a document alone that cannot meet anything hidden: %s', (query) => {
    const document = parse(query)

    expect(prepare(document)).toEqual({ document, needsShaping: false })
    expect(prepare(document).document).toBe(document)
  })

  it.each(['{ grade }', '{ node { id } }', '{ word ... on Query { g: grade } }', '{ __schema { types { name } } }'])(
    'notices what can come back otherwise: %s',
    (query) => expect(prepare(parse(query)).needsShaping).toBe(true),
  )

  it.each([
    ['{ pair { ... on Hit { ... on A { id } } } }', '{ pair { ... on Hit { __typename ... on A { id } } } }'],
    [
      '{ hit { ...F } } fragment F on Hit { ... on A { id } }',
      '{ hit { __typename ...F } } fragment F on Hit { __typename ... on A { id } }',
    ],
  ])('asks which objects an open type condition names, and takes that out of the answer again: %s', (query, planned) => {
    expect(text(query)).toBe(planned)
    expect(prepare(parse(query)).needsShaping).toBe(true)
  })

  it('takes introspection out wherever it stands, and leaves no empty selection', () => {
    expect(text('{ __schema { types { name } } }')).toBe('{ __typename }')
    expect(text('{ word ...F } fragment F on Query { a: __type(name: "A") { name } }')).toBe(
      '{ word ...F } fragment F on Query { __typename }',
    )
  })

  it('drops the fragments that only introspection spread, and those that only they spread', () => {
    const fragments =
      'fragment T on __Type { ofType { ...U } } fragment U on __Type { isOneOf } fragment P on Pair { hit { __typename } }'

    expect(text(`{ __schema { types { ...T } } pair { ...P } } ${fragments}`)).toBe(
      '{ pair { ...P } } fragment P on Pair { hit { __typename } }',
    )
  })

  it('asks for type names at every abstract position, once', () => {
    expect(text('{ node { id ... on A { id } } hit { __typename ... on Pair { hit { ... on A { id } } } } }')).toBe(
      '{ node { __typename id ... on A { id } } hit { __typename ... on Pair { hit { __typename ... on A { id } } } } }',
    )
  })

  it('does not take an alias or a condition for the type name that it needs', () => {
    expect(text('{ node { t: __typename } }')).toBe('{ node { __typename t: __typename } }')
    expect(text('query ($v: Boolean!) { node { __typename @skip(if: $v) id } }')).toContain('node { __typename __typename @skip')
  })
})
