import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DecimalText } from '../../../../contracts/wire/values.ts'
import type { PricingModel } from '../../../../subgraphs/erp/port.ts'
import { type BillingTerms, checkBillingSchedule } from '../../../../subgraphs/erp/rules/billing-schedule.ts'
import { euros, lineDraft } from '../calls.ts'

const cents = (amount: number) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}` as DecimalText
const terms = (pricingModel: PricingModel, contractCents: number, rest: Partial<BillingTerms> = {}): BillingTerms => ({
  pricingModel,
  contractValue: euros(cents(contractCents)),
  notToExceed: null,
  invoiced: [],
  ...rest,
})
const parts = fc.array(fc.integer({ min: 1, max: 10_000_000_00 }), { minLength: 1, maxLength: 40 })
const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)
const rulesOf = (amounts: readonly number[], billing: BillingTerms) =>
  checkBillingSchedule(
    amounts.map((amount) => lineDraft(cents(amount))),
    billing,
  ).map((error) => ('rule' in error ? error.rule : error.code))

describe('checkBillingSchedule', () => {
  it('[ER-02] passes a fixed price exactly when invoiced and new lines add up to the contract value', () => {
    fc.assert(
      fc.property(
        parts,
        fc.array(fc.integer({ min: 1, max: 10_000_00 }), { maxLength: 5 }),
        fc.constantFrom<PricingModel>('FIXED_FEE', 'MILESTONE'),
        fc.integer({ min: -3, max: 3 }),
        (amounts, invoiced, pricingModel, offByCents) => {
          const contract = total(amounts) + total(invoiced) + offByCents
          fc.pre(contract > 0)

          const rules = rulesOf(amounts, terms(pricingModel, contract, { invoiced: invoiced.map(cents) }))

          expect(rules).toEqual(offByCents === 0 ? [] : ['SCHEDULE_SUM'])
        },
      ),
    )
  })

  it('[ER-02] passes time and materials exactly when the lines do not exceed the cap, whatever the contract value', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: -3, max: 3 }), (amounts, roomCents) => {
        const cap = total(amounts) + roomCents
        fc.pre(cap > 0)

        const rules = rulesOf(amounts, terms('CAPPED_TIME_AND_MATERIALS', 1, { notToExceed: euros(cents(cap)) }))

        expect(rules).toEqual(roomCents >= 0 ? [] : ['SCHEDULE_CAP'])
      }),
    )
  })

  it.each(['TIME_AND_MATERIALS', 'RETAINER', 'SUBSCRIPTION'] as const)('lets %s without a cap plan any sum', (pricingModel) => {
    expect(rulesOf([1, 99], terms(pricingModel, 5))).toEqual([])
  })

  it('names the line and the part at fault', () => {
    const lines = [lineDraft('1'), lineDraft('1.001', { description: ' ', plannedDate: null })]

    expect(checkBillingSchedule(lines, terms('RETAINER', 5))).toMatchObject([
      { rule: 'TEXT_EMPTY', field: ['input', 'lines', '1', 'description'] },
      { rule: 'SCHEDULE_TRIGGER', field: ['input', 'lines', '1', 'plannedDate'] },
      { rule: 'AMOUNT_DIGITS', field: ['input', 'lines', '1', 'amount'] },
    ])
  })

  it('refuses a sum that no Decimal can hold', () => {
    const lines = [lineDraft('999999999999999999'), lineDraft('999999999999999999')]

    expect(checkBillingSchedule(lines, terms('RETAINER', 5))).toMatchObject([{ rule: 'SUM_TOO_LARGE' }])
  })
})
