import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSafeName, isSafeProse } from '../../../../subgraphs/crm/rules/safe-text.ts'

/** Any code unit, those of the rules and their neighbours more often than the others. */
const anyCode = fc.oneof(
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x2070 }),
  fc.integer({ min: 0xd7f0, max: 0xe010 }),
  fc.integer({ min: 0, max: 0xffff }),
)

describe('safe text', () => {
  it.each(['SOW-30001.txt', 'Leistungsbeschreibung für Möbel', '作業範囲記述書', 'نطاق العمل', 'e\u0301tude 👩‍🔧'])(
    'takes %p as a name',
    (text) => {
      expect(isSafeName(text)).toBe(true)
    },
  )

  it('takes a character as the Unicode category that it has, wherever it stands', () => {
    const isUnsafe = (character: string) => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(character)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyCode, fc.string(), (before, code, after) => {
        const character = String.fromCharCode(code)
        const text = `${before}${character}${after}`
        expect(isSafeName(text)).toBe(![...text].some(isUnsafe))
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes lines and tabs in prose, and no other control character', () => {
    expect(isSafeProse('1. First\r\n\t2. Second\n')).toBe(true)
    expect(['\u0000', '\u0007', '\u001b[31m', '\u202e', '\u2066', '\ud800'].filter((text) => isSafeProse(`a${text}b`))).toEqual(
      [],
    )
  })
})
