import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type DateText, decimal, money } from '../../../../contracts/wire/values.ts'
import type { RequisitionDraft, RequisitionLineDraft } from '../../../../subgraphs/procurement/port.ts'
import { checkRequisition, priceLines } from '../../../../subgraphs/procurement/rules/requisition.ts'

/** Quantity in thousandths and price in cents, as text. */
const fixed = (value: number, digits: number) => {
  const text = String(value).padStart(digits + 1, '0')
  return decimal(`${text.slice(0, -digits)}.${text.slice(-digits)}`)
}
const line = (quantity: string, price: string, code = 'EUR'): RequisitionLineDraft => ({
  description: 'Developer',
  role: null,
  quantity: decimal(quantity),
  unit: 'DAY',
  unitPrice: money(price, code),
  wbsCode: null,
})
const draft = (...lines: readonly RequisitionLineDraft[]): RequisitionDraft => ({
  id: 'req_x',
  projectId: 'prj_x',
  staffingRequestId: null,
  legalEntityId: 'len_x',
  costCenterId: null,
  supplierId: null,
  justification: 'Needed',
  neededBy: '2026-07-01' as DateText,
  lines,
})
const rulesOf = (requisition: RequisitionDraft) =>
  checkRequisition(requisition).map((error) => ('rule' in error ? error.rule : error.code))

describe('priceLines', () => {
  it('rounds each line half up to the cent and adds up the rounded lines exactly', () => {
    const anyLine = fc.record({
      thousandths: fc.integer({ min: 1, max: 10_000_000 }),
      cents: fc.integer({ min: 0, max: 10_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 40 }), (lines) => {
        const priced = priceLines(
          'req_x',
          lines.map(({ thousandths, cents }) => line(fixed(thousandths, 3), fixed(cents, 2))),
        )
        const nets = lines.map(({ thousandths, cents }) => (BigInt(thousandths) * BigInt(cents) + 500n) / 1000n)

        expect(priced?.lines.map(({ net }) => BigInt(net.amount.replace('.', '')))).toEqual(nets)
        const [whole = '', fraction = ''] = (priced?.total ?? '').split('.')
        expect(BigInt(whole + fraction.padEnd(2, '0'))).toBe(nets.reduce((sum, net) => sum + net, 0n))
      }),
    )
  })

  it.each([
    ['0.5', '0.01', 'EUR', '0.01'],
    ['0.5', '1', 'JPY', '1'],
    ['0.333', '3.000', 'BHD', '0.999'],
  ])('knows the minor unit: %s x %s %s = %s', (quantity, price, code, net) => {
    expect(priceLines('req_x', [line(quantity, price, code)])?.lines[0]?.net).toEqual({ amount: net, currency: code })
  })

  it('gives every line an id of its own', () => {
    expect(priceLines('req_x', [line('1', '1'), line('1', '1')])?.lines.map(({ id }) => id)).toEqual(['req_x-1', 'req_x-2'])
  })
})

describe('checkRequisition', () => {
  it.each([
    ['a complete requisition', draft(line('1', '0')), []],
    ['no line', draft(), ['REQUISITION_EMPTY']],
    ['a blank justification', { ...draft(line('1', '1')), justification: ' ' }, ['TEXT_EMPTY']],
    ['a blank description', draft({ ...line('1', '1'), description: '' }), ['TEXT_EMPTY']],
    ['nothing of something', draft(line('0', '1')), ['QUANTITY_TOO_LOW']],
    ['a negative price', draft(line('1', '-0.01')), ['AMOUNT_TOO_LOW']],
    ['a tenth of a cent', draft(line('1', '0.001')), ['AMOUNT_DIGITS']],
    ['two currencies', draft(line('1', '1'), line('1', '1', 'USD')), ['CURRENCY_MISMATCH']],
    ['more than a Decimal can hold', draft(line('999999999999999999', '2')), ['SUM_TOO_LARGE']],
  ] as const)('judges %s', (_, requisition, rules) => {
    expect(rulesOf(requisition)).toEqual(rules)
  })
})
