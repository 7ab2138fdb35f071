import { defineMask } from './define-mask.ts'

/** Shorter values would be shown to half and more; nothing of them is. */
const MIN_CHARACTERS = 8
const DOTS = '••••'
const IS_HIDDEN = /^••••[\p{L}\p{N}]{0,4}$/u

/** The last four letters or digits behind four dots (`••••4711`), so that two people can tell that they speak of the same number. */
export const last4 = defineMask({
  name: 'last4',
  types: ['String'],
  hide(value) {
    if (IS_HIDDEN.test(value)) return value
    const characters = value.match(/[\p{L}\p{N}]/gu) ?? []
    return characters.length < MIN_CHARACTERS ? DOTS : `${DOTS}${characters.slice(-4).join('')}`
  },
})
