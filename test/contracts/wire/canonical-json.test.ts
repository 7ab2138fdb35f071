import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { canonicalJson, keepCanonical } from '../../../contracts/wire/canonical-json.ts'

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('any')),
  ),
})).any as fc.Arbitrary<Parameters<typeof canonicalJson>[0]>

/** The same value with the members of every object in the opposite order. */
function turned(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(turned)
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  )
}

describe('canonicalJson', () => {
  it('is JSON of the value', () => {
    fc.assert(fc.property(value, (given) => expect(JSON.parse(canonicalJson(given))).toEqual(JSON.parse(JSON.stringify(given)))))
  })

  it('is one text, whatever the order in which members were written', () => {
    fc.assert(fc.property(value, (given) => expect(canonicalJson(turned(given) as typeof given)).toBe(canonicalJson(given))))
  })

  it('is the text of RFC 8785 for what it takes', () => {
    expect(canonicalJson({ '\u20ac': 'Euro', '\r': 1, '1': [true, null], '\ud83d\ude00': '\u000f\u0080"\\' })).toBe(
      '{"\\r":1,"1":[true,null],"\u20ac":"Euro","\ud83d\ude00":"\\u000f\u0080\\"\\\\"}',
    )
  })

  it('is the same text for a value that is kept, alone and as a part, the first time and later', () => {
    fc.assert(
      fc.property(fc.array(value), (list) => {
        const plain = canonicalJson({ list, other: 1 })
        const whole = { list: keepCanonical([...list]), other: 1 }
        expect([canonicalJson(whole), canonicalJson(whole)]).toEqual([plain, plain])
      }),
    )
  })

  it('leaves out what is undefined, and refuses a number that programs write differently', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
    expect(() => canonicalJson({ a: 0.5 })).toThrow(RangeError)
    expect(() => canonicalJson(2 ** 60)).toThrow(RangeError)
  })
})
