import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { currency, decimal } from '../../../../contracts/wire/values.ts'
import type { BudgetLine } from '../../../../subgraphs/erp/port.ts'
import { checkBudget, sumBudget } from '../../../../subgraphs/erp/rules/budget.ts'
import { euros } from '../calls.ts'

const project = { currency: currency('EUR'), wbsCodes: new Set(['1', '1.1']) }
const hundredths = fc.integer({ min: 0, max: 2_000_000_000 })
const text = (amount: number) => decimal(`${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`)
const anyLine = fc
  .record({
    wbsCode: fc.constantFrom('1', '1.1', null),
    hours: fc.option(hundredths),
    revenue: fc.option(hundredths),
    cost: fc.option(hundredths),
  })
  .map(({ wbsCode, ...numbers }) => {
    const amount = (value: number | null) => (value === null ? null : euros(text(value)))
    const hours = numbers.hours === null ? null : text(numbers.hours)
    const line: BudgetLine = { category: 'LABOUR', wbsCode, hours, revenue: amount(numbers.revenue), cost: amount(numbers.cost) }
    return { line, numbers }
  })

describe('sumBudget', () => {
  it('is the exact sum of revenue, cost and hours of any lines', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 60 }), (lines) => {
        const sums = sumBudget(lines.map(({ line }) => line))

        for (const field of ['revenue', 'cost', 'hours'] as const) {
          const expected = lines.reduce((sum, { numbers }) => sum + BigInt(numbers[field] ?? 0), 0n)
          expect(toHundredths(sums[field] ?? '')).toBe(expected)
        }
        expect(
          checkBudget(
            lines.map(({ line }) => line),
            project,
          ),
        ).toEqual([])
      }),
    )
  })
})

describe('checkBudget', () => {
  const line: BudgetLine = { category: 'LABOUR', wbsCode: null, hours: null, revenue: null, cost: null }

  it('passes a line that plans nothing yet', () => {
    expect(checkBudget([line], project)).toEqual([])
  })

  it.each([
    [[], 'BUDGET_EMPTY'],
    [[{ ...line, wbsCode: '2' }], 'BUDGET_WBS_UNKNOWN'],
    [[{ ...line, hours: decimal('-0.5') }], 'HOURS_NEGATIVE'],
    [[{ ...line, cost: euros('-1') }], 'AMOUNT_TOO_LOW'],
    [[{ ...line, revenue: { ...euros('1'), currency: currency('USD') } }], 'CURRENCY_MISMATCH'],
    [Array<BudgetLine>(2).fill({ ...line, revenue: euros('999999999999999999') }), 'SUM_TOO_LARGE'],
  ] as const)('refuses %j by rule %s', (lines, rule) => {
    expect(checkBudget(lines, project)).toMatchObject([{ code: 'VALIDATION_FAILED', rule }])
  })
})

function toHundredths(sum: string): bigint {
  const [whole = '', fraction = ''] = sum.split('.')
  return BigInt(whole + fraction.padEnd(2, '0'))
}
