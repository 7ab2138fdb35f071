import { describe, expect, it } from '@jest/globals'
import { last4 } from '../../../policies/masks/last4.ts'

describe('last4', () => {
  it.each([
    ['+49 30 1234-4711', '••••4711'],
    ['DE89370400440532013000', '••••3000'],
    ['1234567', '••••'], // more than half of it would be shown
    ['', '••••'],
    ['(+++)', '••••'],
  ])('shows of %j no more than %j', (value, shown) => {
    expect(last4.hide(value, 'String')).toBe(shown)
  })
})
