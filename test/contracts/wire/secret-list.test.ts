import { describe, expect, it } from '@jest/globals'
import { SecretList } from '../../../contracts/wire/secret-list.ts'

describe('a list of secrets', () => {
  it('is read as id:secret in the order in which it is written', () => {
    expect(SecretList.parse(`n:${'a'.repeat(32)},o:${'b'.repeat(40)}`)).toEqual([
      { id: 'n', secret: 'a'.repeat(32) },
      { id: 'o', secret: 'b'.repeat(40) },
    ])
  })

  it.each(['', 'n:short', `n${'a'.repeat(40)}`, `n:${'a'.repeat(32)},`, `n:${'a'.repeat(32)},o:short`])(
    'is refused when one of them has no name or is short: %s',
    (text) => {
      expect(SecretList.safeParse(text).success).toBe(false)
    },
  )
})
