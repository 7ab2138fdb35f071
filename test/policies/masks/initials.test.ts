import { describe, expect, it } from '@jest/globals'
import { initials } from '../../../policies/masks/initials.ts'

describe('initials', () => {
  it.each([
    ['Kim Lind', 'K. L.'],
    ['Jean-Luc de la Tour du Pin', 'J. L. d. l.'],
    ['Åsa', 'Å.'],
    ['', '•'],
    ['***', '•'],
  ])('shows of the name %j no more than %j', (value, shown) => {
    expect(initials.hide(value, 'String')).toBe(shown)
  })

  it.each([
    ['kim.lind@northwind.example', 'k.l@masked.invalid'],
    ['info@northwind.example', 'i@masked.invalid'],
    ['+++@northwind.example', 'x@masked.invalid'],
    ['no mailbox', 'n.m@masked.invalid'],
  ])('shows of the mailbox %j initials at a domain that takes no mail', (value, shown) => {
    expect(initials.hide(value, 'EmailAddress')).toBe(shown)
  })
})
