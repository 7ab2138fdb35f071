import { defineMask } from './define-mask.ts'

/** Lower end of each step of the series 1-2-5, by the first digit. */
const STEP = ['0', '1', '2', '2', '2', '5', '5', '5', '5', '5'] as const

/**
 * The order of magnitude of an amount: the end nearest to zero of its step in the series 1, 2, 5, 10, 20, 50 ... (`"1250.50"` is
 * `"1000"`, `"-0.031"` is `"-0.02"`). The result is a Decimal like any other, so only the note in `extensions.masked` tells it
 * from a true amount.
 */
export const bucketed = defineMask({
  name: 'bucketed',
  types: ['Decimal', 'Money'],
  hide(value) {
    const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(value) ?? []
    const prefix = sign === '-' ? '-' : ''
    if (whole !== '') return `${prefix}${stepOf(whole[0])}${'0'.repeat(whole.length - 1)}`
    const position = fraction.search(/[1-9]/)
    return position === -1 ? '0' : `${prefix}0.${'0'.repeat(position)}${stepOf(fraction[position])}`
  },
})

const stepOf = (digit: string | undefined) => STEP[Number(digit)] ?? '0'
