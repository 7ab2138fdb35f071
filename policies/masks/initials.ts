import { defineMask } from './define-mask.ts'

/** Domain that no mail can be sent to (RFC 2606, section 2): nobody writes to a masked address by mistake. */
const NOWHERE = 'masked.invalid'
const MAX_INITIALS = 4

/** First letters of a name (`K. L.`), or of the local part of a mailbox at a domain that does not exist (`k.l@masked.invalid`). */
export const initials = defineMask({
  name: 'initials',
  types: ['String', 'EmailAddress'],
  hide(value, type) {
    if (type === 'EmailAddress') return `${firstLetters(value.split('@')[0] ?? '').join('.') || 'x'}@${NOWHERE}`
    return (
      firstLetters(value)
        .map((letter) => `${letter}.`)
        .join(' ') || '•'
    )
  },
})

function firstLetters(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.slice(0, MAX_INITIALS).map((word) => [...word][0] ?? '')
}
