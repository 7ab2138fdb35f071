import { describe, expect, it } from '@jest/globals'
import { dateText, decimal, money } from '../../../../contracts/wire/values.ts'
import { planRequisition, type RequisitionInput } from '../../../../subgraphs/delivery/rules/requisition-plan.ts'
import { ADVISORY } from '../../../../subgraphs/delivery/rules/templates/advisory.ts'

const input = (change: Partial<RequisitionInput> = {}): RequisitionInput => ({
  template: ADVISORY,
  projectCode: 'DE01-26-0001',
  plannedStart: dateText('2026-06-01'),
  plannedHours: decimal('1000'),
  value: money('100000', 'EUR'),
  estimatedMargin: decimal('0.35'),
  ...change,
})

describe('planRequisition', () => {
  it('buys the hours of the seats that subcontractors take, at the planned cost of an average hour', () => {
    expect(planRequisition(input())).toEqual({
      justification: 'Seats of template ADV-STD that subcontractors take',
      neededBy: '2026-06-01',
      lines: [
        {
          description: 'Industry analyst for DE01-26-0001',
          role: 'Analyst',
          quantity: '300',
          unit: 'HOUR',
          unitPrice: { amount: '65.00', currency: 'EUR' },
        },
      ],
    })
  })

  it.each([
    ['EUR', '65.01'],
    ['JPY', '65'],
    ['BHD', '65.007'],
  ])('states the price in minor units of the currency: %s', (code, expected) => {
    const [line] = planRequisition(input({ value: money('100010', code) })).lines

    expect(line?.unitPrice).toEqual({ amount: expected, currency: code })
  })

  it('buys nothing when own staff takes every seat, or there is nothing to do', () => {
    const own = { ...ADVISORY, roles: ADVISORY.roles.map((role) => ({ ...role, sourcing: 'INTERNAL' as const })) }

    expect(planRequisition(input({ template: own })).lines).toEqual([])
    expect(planRequisition(input({ plannedHours: decimal('0') })).lines).toEqual([])
  })
})
