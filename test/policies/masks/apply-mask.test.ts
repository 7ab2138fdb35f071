import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { applyMask, masks } from '../../../policies/index.ts'
import { bucketed } from '../../../policies/masks/bucketed.ts'
import { last4 } from '../../../policies/masks/last4.ts'

describe('applyMask', () => {
  it('hides the amount of money and leaves the currency, also item by item', () => {
    const money = { amount: '1250.50', currency: 'EUR' }

    expect(applyMask(bucketed, 'Money', money)).toEqual({ amount: '1000', currency: 'EUR' })
    expect(applyMask(bucketed, 'Money', [money, null])).toEqual([{ amount: '1000', currency: 'EUR' }, null])
  })

  it('leaves null as it is: an absent value is no secret', () => {
    expect(applyMask(last4, 'String', null)).toBeNull()
    expect(applyMask(last4, 'String', undefined)).toBeNull()
  })

  it.each([
    ['a number where a text belongs', last4, 'String', 4_711],
    ['an object without the part', bucketed, 'Money', { value: '5' }],
    ['an object of a type without parts', bucketed, 'Address', { amount: '5' }],
    ['a text where money belongs', bucketed, 'Money', '5'],
    ['an amount that is no text', bucketed, 'Decimal', 5],
  ])('shows nothing of %s', (_, mask, type, value) => {
    expect(applyMask(mask, type, value)).toBeNull()
  })

  it('hides what is hidden already without hiding more: the gateway masks what the subgraph has masked', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.emailAddress(), fc.double().map(String))
    fc.assert(
      fc.property(fc.constantFrom(...masks), text, (mask, value) => {
        for (const type of mask.types.filter((each) => each !== 'Money')) {
          const once = mask.hide(value, type)
          expect(mask.hide(once, type)).toBe(once)
        }
      }),
    )
  })
})
