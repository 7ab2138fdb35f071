import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'graphql'
import { DocumentManifest, digestOfDocument } from '../../../contracts/wire/trusted-document.ts'

const DEFINITIONS = [
  'query Orders ( $first : Int = 3 ) { orders ( first : $first , filter : { state : "open now" } ) { ...Line } }',
  'fragment Line on Order { id lines { ...Amount } }',
  'fragment Amount on Line { amount }',
]
const digestOf = (text: string) => digestOfDocument(parse(text))

describe('digestOfDocument', () => {
  it('does not change with white space, comments, commas and the order of definitions', () => {
    const blank = fc.constantFrom(' ', '\n', '\t', ' , ', '\n# a comment\n', '\r\n  ')
    const writing = fc.tuple(
      fc.shuffledSubarray(DEFINITIONS, { minLength: DEFINITIONS.length }),
      fc.array(blank, { minLength: 1, maxLength: 9 }),
    )
    fc.assert(
      fc.property(writing, ([definitions, blanks]) => {
        let at = 0
        const text = definitions
          .join(' ')
          // Only blanks outside of strings are free.
          .replaceAll(/"[^"]*"|\s+/g, (part) => (part.startsWith('"') ? part : (blanks[at++ % blanks.length] ?? ' ')))

        expect(digestOf(text)).toBe(digestOf(DEFINITIONS.join('\n')))
      }),
    )
  })

  it.each([
    ['a field', 'id lines', 'id name lines'],
    ['an alias', 'id lines', 'id: number lines'],
    ['a default', '= 3', '= 4'],
    ['the text of an argument', 'open now', 'open  now'],
    ['a directive', 'id lines', 'id @skip(if: true) lines'],
    ['the order of fields', 'id lines { ...Amount }', 'lines { ...Amount } id'],
    ['the name of the operation', 'query Orders', 'query Others'],
  ])('changes with %s', (_what, from, to) => {
    const text = DEFINITIONS.join('\n')

    expect(text).toContain(from)
    expect(digestOf(text.replace(from, to))).not.toBe(digestOf(text))
  })
})

describe('DocumentManifest', () => {
  const entry = { name: 'A', file: 'A.graphql', type: 'query' }
  const digest = 'a'.repeat(64)

  it.each([
    ['an upper-case digest', { [digest.toUpperCase()]: entry }],
    ['a file elsewhere', { [digest]: { ...entry, file: '../app/A.graphql' } }],
    ['a file that is no document', { [digest]: { ...entry, file: 'A.json' } }],
    ['something unknown', { [digest]: { ...entry, body: '{ a }' } }],
  ])('refuses %s', (_what, manifest) => {
    expect(DocumentManifest.safeParse(manifest).success).toBe(false)
  })

  it('takes what the contract tool writes', () => {
    expect(DocumentManifest.parse({ [digest]: entry })).toEqual({ [digest]: entry })
  })
})
