import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import { planStaffing, type StaffingInput } from '../../../../subgraphs/delivery/rules/staffing-plan.ts'
import { ADVISORY } from '../../../../subgraphs/delivery/rules/templates/advisory.ts'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'

const input = (change: Partial<StaffingInput> = {}): StaffingInput => ({
  template: ADVISORY,
  projectId: 'prj_1',
  plannedStart: dateText('2026-06-01'),
  plannedEnd: dateText('2026-09-30'),
  plannedHours: decimal('1000'),
  requiresSubcontractors: true,
  ...change,
})
const anyInput = fc
  .record({
    template: fc.constantFrom(...PROJECT_TEMPLATES),
    hundredths: fc.integer({ min: 0, max: 5_000_000 }),
    requiresSubcontractors: fc.boolean(),
  })
  .map(({ hundredths, ...rest }) => input({ ...rest, plannedHours: decimal(new Decimal(hundredths).div(100).toFixed()) }))

describe('planStaffing', () => {
  it('asks for every seat of the template with its part of the effort', () => {
    expect(planStaffing(input())).toMatchObject([
      { role: 'Principal', grade: 'G5', hours: '200', allocation: '0.4', mandatoryForKickoff: true, sourcing: 'INTERNAL' },
      { role: 'Senior Consultant', grade: 'G3', hours: '500', allocation: '1', mandatoryForKickoff: true, sourcing: 'INTERNAL' },
      { role: 'Analyst', grade: 'G1', hours: '300', allocation: '0.6', mandatoryForKickoff: false, sourcing: 'SUBCONTRACTOR' },
    ])
  })

  it('asks for requests that add up to the effort exactly, each above zero, over the whole term', () => {
    fc.assert(
      fc.property(anyInput, (asked) => {
        const requests = planStaffing(asked)
        const total = requests.reduce((sum, { hours }) => sum.plus(hours), new Decimal(0))
        expect(total.toFixed()).toBe(new Decimal(asked.plannedHours).toFixed())
        for (const { hours, startDate, endDate } of requests) {
          expect(new Decimal(hours).greaterThan(0)).toBe(true)
          expect([startDate, endDate]).toEqual([asked.plannedStart, asked.plannedEnd])
        }
      }),
    )
  })

  it('asks for the same requests again, and for others in another project', () => {
    const ids = (asked: StaffingInput) => planStaffing(asked).map(({ staffingRequestId }) => staffingRequestId)

    expect(ids(input())).toEqual(ids(input({ plannedHours: decimal('500') })))
    expect(new Set([...ids(input()), ...ids(input({ projectId: 'prj_2' }))]).size).toBe(6)
  })

  it('looks for own staff only when no subcontractors were sold', () => {
    expect(new Set(planStaffing(input({ requiresSubcontractors: false })).map(({ sourcing }) => sourcing))).toEqual(
      new Set(['INTERNAL']),
    )
  })
})
