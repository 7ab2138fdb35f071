import { describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { dateText, decimal, type Money, money } from '../../../../contracts/wire/values.ts'
import { createProjectPlan, type PlanInput } from '../../../../subgraphs/delivery/rules/project-plan.ts'
import { splitExactly } from '../../../../subgraphs/delivery/rules/split.ts'
import { PROJECT_TEMPLATES } from '../../../../subgraphs/delivery/rules/templates.ts'

const total = (amounts: readonly Money[]) => amounts.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0))
const inDays = (days: number) => dateText(new Date(Date.UTC(2026, 5, 1) + days * 86_400_000).toISOString().slice(0, 10))

const PRICING = ['TIME_AND_MATERIALS', 'CAPPED_TIME_AND_MATERIALS', 'FIXED_FEE', 'MILESTONE', 'RETAINER', 'SUBSCRIPTION'] as const
const anyInput: fc.Arbitrary<PlanInput> = fc
  .record({
    template: fc.constantFrom(...PROJECT_TEMPLATES),
    pricingModel: fc.constantFrom(...PRICING),
    cents: fc.integer({ min: 1, max: 900_000_000 }),
    code: fc.constantFrom('EUR', 'USD', 'JPY', 'BHD'),
    days: fc.integer({ min: 0, max: 1_200 }),
    hours: fc.integer({ min: 0, max: 50_000 }),
    margin: fc.integer({ min: 0, max: 100 }),
    shares: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
  })
  .map(({ template, pricingModel, cents, code, days, hours, margin, shares }) => {
    const digits = { EUR: 2, USD: 2, JPY: 0, BHD: 3 }[code] ?? 2
    const value = money(new Decimal(cents).div(10 ** digits).toFixed(digits), code)
    const amounts = splitExactly(value.amount, shares.map(String), digits)
    return {
      projectId: 'prj_1',
      projectCode: 'DE01-1',
      template,
      plannedStart: inDays(0),
      plannedEnd: inDays(days),
      plannedHours: decimal(String(hours)),
      value,
      pricingModel,
      estimatedMargin: decimal(String(margin / 100)),
      contractedMilestones: amounts.map((amount, index) => ({
        id: `m${index}`,
        name: `Milestone ${index}`,
        dueDate: index === 0 ? null : inDays(index * 10 - 15),
        amount: { amount, currency: value.currency },
      })),
    }
  })

describe('createProjectPlan', () => {
  it('plans bills that add up to the contract value exactly, or none when billing follows time', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { schedule } = createProjectPlan(input)
        if (schedule.length === 0) expect(input.pricingModel).toMatch(/TIME_AND_MATERIALS/)
        else expect(total(schedule.map(({ amount }) => amount)).toFixed()).toBe(new Decimal(input.value.amount).toFixed())
        for (const { amount } of schedule) expect(new Decimal(amount.amount).isNegative()).toBe(false)
      }),
    )
  })

  it('gives every phase a unique code, a place within the project and a share of the hours that adds up', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { phases } = createProjectPlan(input)
        expect(new Set(phases.map(({ wbsCode }) => wbsCode)).size).toBe(input.template.phases.length)
        expect(phases.reduce((sum, { plannedHours }) => sum.plus(plannedHours), new Decimal(0)).toFixed()).toBe(
          input.plannedHours,
        )
        for (const { plannedStart, plannedEnd, tasks, plannedHours } of phases) {
          expect(plannedStart >= input.plannedStart && plannedStart <= plannedEnd && plannedEnd <= input.plannedEnd).toBe(true)
          expect(tasks.reduce((sum, task) => sum.plus(task.plannedHours), new Decimal(0)).toFixed()).toBe(
            new Decimal(plannedHours).toFixed(),
          )
        }
        expect(phases.at(-1)?.plannedEnd).toBe(input.plannedEnd)
      }),
    )
  })

  it('budgets the whole value as revenue, and the rest of the margin as cost', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { budget } = createProjectPlan(input)
        expect(total(budget.map(({ revenue }) => revenue)).toFixed()).toBe(new Decimal(input.value.amount).toFixed())
        const cost = total(budget.map((line) => line.cost))
        expect(cost.lessThanOrEqualTo(new Decimal(input.value.amount).plus(1))).toBe(true)
      }),
    )
  })

  it('places no milestone before the start, and plans the same twice', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = createProjectPlan(input)
        for (const { plannedDate } of plan.milestones) expect(plannedDate >= input.plannedStart).toBe(true)
        expect(createProjectPlan(input)).toEqual(plan)
      }),
    )
  })
})
