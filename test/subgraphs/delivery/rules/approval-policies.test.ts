import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { money } from '../../../../contracts/wire/values.ts'
import { APPROVAL_POLICIES, type RoutedKind, routeApproval } from '../../../../subgraphs/delivery/rules/approval-policies.ts'

/** Bands of contract values, and of purchases, as the policy of the firm prints them. */
const CONTRACTS = [
  ['US01', 'USD', ['25000', '150000', '750000']],
  ['GB01', 'GBP', ['20000', '120000', '600000']],
  ['DE01', 'EUR', ['20000', '125000', '650000']],
  ['IN01', 'INR', ['1500000', '8000000', '40000000']],
  ['BR01', 'BRL', ['75000', '500000', '2500000']],
  ['SG01', 'SGD', ['30000', '180000', '900000']],
] as const
const PURCHASES = [
  ['US01', 'USD', ['10000', '60000', '300000']],
  ['GB01', 'GBP', ['8000', '48000', '240000']],
  ['DE01', 'EUR', ['8000', '50000', '260000']],
  ['IN01', 'INR', ['600000', '3200000', '16000000']],
  ['BR01', 'BRL', ['30000', '200000', '1000000']],
  ['SG01', 'SGD', ['12000', '72000', '360000']],
] as const

const PURCHASERS = ['project_manager', 'finance_controller', 'region_head', 'cfo']
const route = (kind: RoutedKind, entityCode: string, amount: string, code: string) =>
  routeApproval({ kind, entityCode, amount: money(amount, code) })
const roles = ({ levels }: ReturnType<typeof routeApproval>) => levels.map(({ role }) => role)

/** One minor unit below a limit, the limit, and one minor unit above it. */
const around = (limit: string) => [-1, 0, 1].map((step) => new Decimal(limit).plus(new Decimal(step).div(100)).toFixed())

describe('routeApproval', () => {
  it.each(PURCHASES)('asks one level more for a purchase just above each limit of %s in %s', (entity, code, limits) => {
    for (const [index, limit] of limits.entries()) {
      const found = around(limit).map((amount) => route('PROCUREMENT', entity, amount, code))
      const [lower, upper] = ['ABCD'.charAt(index), 'ABCD'.charAt(index + 1)]

      expect(found.map(({ band }) => band)).toEqual([lower, lower, upper])
      expect(found.map(roles)).toEqual([index + 1, index + 1, index + 2].map((count) => PURCHASERS.slice(0, count)))
      expect(found.map(({ policyId }) => policyId)).toEqual(Array(3).fill(`PROCUREMENT:${entity}`))
    }
  })

  it.each(CONTRACTS)('asks the CFO after the controller just above the last limit of %s in %s', (entity, code, limits) => {
    for (const [index, limit] of limits.entries()) {
      const found = around(limit).map((amount) => route('BILLING_TERMS_FINANCE', entity, amount, code))

      expect(found.map(({ band }) => band).join('')).toBe(['AAB', 'BBC', 'CCD'][index])
      expect(found.map(roles)).toEqual([
        ['finance_controller'],
        ['finance_controller'],
        index === 2 ? ['finance_controller', 'cfo'] : ['finance_controller'],
      ])
    }
  })

  it.each([
    // 25 000 USD at the planning rates.
    ['JP01', '25000', 'USD', 'A'],
    ['JP01', '25000.01', 'USD', 'B'],
    ['JP01', '22727.27', 'EUR', 'A'],
    ['JP01', '22727.28', 'EUR', 'B'],
    ['JP01', '2083333.33', 'INR', 'A'],
    ['JP01', '2083333.34', 'INR', 'B'],
  ])('takes the bands of the group in converted amount for an entity without its own: %s %s %s', (entity, amount, code, band) => {
    expect(route('BILLING_TERMS_FINANCE', entity, amount, code)).toMatchObject({
      policyId: 'BILLING_TERMS_FINANCE:GROUP',
      band,
    })
  })

  it('converts an amount into the currency of the entity', () => {
    // 20 000 EUR are 22 000 USD at the planning rates.
    expect(around('22000').map((amount) => route('BILLING_TERMS_FINANCE', 'DE01', amount, 'USD').band)).toEqual(['A', 'A', 'B'])
  })

  it('asks everybody when the amount is not known or cannot be converted, and counts a reduction like an increase', () => {
    expect(routeApproval({ kind: 'PROCUREMENT', entityCode: 'DE01', amount: null }).band).toBe('D')
    expect(route('PROCUREMENT', 'DE01', '1', 'CHF').band).toBe('D')
    expect(route('PROCUREMENT', 'DE01', '-260000.01', 'EUR').band).toBe('D')
  })

  it.each([
    ['SOW_LEGAL', [['legal', 16, ['head_of_legal', 'general_counsel']]]],
    ['TEMPLATE_DELIVERY_OPS', [['delivery_ops', 8, ['delivery_director']]]],
    [
      'BILLING_TERMS_FINANCE',
      [
        ['finance_controller', 8, ['cfo']],
        ['cfo', 24, ['coo']],
      ],
    ],
    [
      'PROCUREMENT',
      [
        ['project_manager', 8, ['delivery_director']],
        ['finance_controller', 8, ['cfo']],
        ['region_head', 16, ['coo']],
        ['cfo', 24, ['coo']],
      ],
    ],
  ] as const)('gives every level of %s its time and its deputies, one after the other', (kind, expected) => {
    const { levels, mode } = route(kind, 'DE01', '10000000', 'EUR')

    expect(mode).toBe('SEQUENTIAL')
    expect(levels.map(({ level }) => level)).toEqual(expected.map((_, index) => index + 1))
    expect(levels.map(({ role, slaBusinessHours, escalateTo }) => [role, slaBusinessHours, escalateTo])).toEqual(expected)
  })

  it('never asks fewer people for a larger amount, in any currency', () => {
    const anyKind = fc.constantFrom(...new Set(APPROVAL_POLICIES.map(({ kind }) => kind)))
    const anyEntity = fc.constantFrom(...CONTRACTS.map(([entity]) => entity), 'JP01')
    const anyCode = fc.constantFrom(...CONTRACTS.map(([, code]) => code), 'CHF')
    const anyCents = fc.integer({ min: 0, max: 6_000_000_000 })
    fc.assert(
      fc.property(anyKind, anyEntity, anyCode, anyCents, anyCents, (kind, entity, code, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((cents) =>
          route(kind, entity, new Decimal(cents).div(100).toFixed(2), code),
        )
        expect(more?.levels.slice(0, less?.levels.length)).toEqual(less?.levels)
      }),
    )
  })
})
