import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'
import { idFor } from '../../../contracts/wire/ids.ts'
import {
  type DateText,
  type DecimalText,
  dateText,
  decimal,
  type Money,
  minorUnitDigits,
} from '../../../contracts/wire/values.ts'
import type { PricingModel } from '../port.ts'
import { splitExactly } from './split.ts'
import type { ProjectTemplate, TemplateMilestone } from './templates/project-template.ts'

/** What a plan is made from; all of it was read from the systems before. */
export interface PlanInput {
  readonly projectId: string
  readonly projectCode: string
  readonly template: ProjectTemplate
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  /** Effort of the whole project. */
  readonly plannedHours: DecimalText
  readonly value: Money
  readonly pricingModel: PricingModel
  /** Share of the value, 0 to 1. */
  readonly estimatedMargin: DecimalText
  readonly contractedMilestones: readonly {
    readonly id: string
    readonly name: string
    readonly dueDate: DateText | null
    readonly amount: Money | null
  }[]
}

/** One plan for all systems: ERP gets structure, budget and schedule, PSA the phases and milestones of the same plan. */
export interface ProjectPlan {
  readonly phases: readonly PlannedPhase[]
  readonly milestones: readonly PlannedMilestone[]
  readonly budget: readonly PlannedBudgetLine[]
  /** Empty when billing follows approved time. */
  readonly schedule: readonly PlannedScheduleLine[]
}

export interface PlannedPhase {
  /** Position, from 1. */
  readonly order: number
  readonly name: string
  /** Same code in the work breakdown structure of ERP and in PSA. */
  readonly wbsCode: string
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly plannedHours: DecimalText
  readonly tasks: readonly { readonly name: string; readonly plannedHours: DecimalText }[]
}

export interface PlannedMilestone {
  readonly id: string
  readonly name: string
  readonly kind: TemplateMilestone['kind']
  readonly plannedDate: DateText
  /** Null unless acceptance triggers billing. */
  readonly amount: Money | null
}

export interface PlannedBudgetLine {
  readonly wbsCode: string
  readonly hours: DecimalText
  readonly revenue: Money
  readonly cost: Money
}

export interface PlannedScheduleLine {
  readonly description: string
  readonly plannedDate: DateText
  readonly milestoneId: string | null
  readonly amount: Money
}

/** Makes the plan; pure, so that a repeated step plans the same. */
export function createProjectPlan(input: PlanInput): ProjectPlan {
  const phases = planPhases(input)
  const milestones = planMilestones(input)
  return { phases, milestones, budget: planBudget(input, phases), schedule: planSchedule(input, milestones) }
}

function planPhases(input: PlanInput): readonly PlannedPhase[] {
  const { template, projectCode, plannedHours } = input
  const shares = template.phases.map(({ share }) => share)
  const hours = splitExactly(plannedHours, shares, 2)
  return template.phases.map((phase, index) => {
    const before = shares.slice(0, index).reduce((sum, share) => sum.plus(share), new Decimal(0))
    const plannedStart = dayAt(input, before)
    // The last day of a phase is the day before the next one starts; phases of a very short project share days.
    const next = index === shares.length - 1 ? null : dayAt(input, before.plus(phase.share))
    const lastDay = next === null ? input.plannedEnd : dateText(Temporal.PlainDate.from(next).subtract({ days: 1 }).toString())
    const phaseHours = hours[index] ?? decimal('0')
    return {
      order: index + 1,
      name: phase.name,
      wbsCode: `${projectCode}.${index + 1}`,
      plannedStart,
      plannedEnd: later(plannedStart, lastDay),
      plannedHours: phaseHours,
      tasks: splitExactly(
        phaseHours,
        phase.tasks.map(() => '1'),
        2,
      ).map((taskHours, position) => ({
        name: phase.tasks[position] ?? phase.name,
        plannedHours: taskHours,
      })),
    }
  })
}

/** A contract that is billed by milestones names them; every other plan takes those of the template. */
function planMilestones(input: PlanInput): readonly PlannedMilestone[] {
  const { projectId, template, pricingModel, contractedMilestones, plannedStart, plannedEnd } = input
  if (pricingModel === 'MILESTONE') {
    return contractedMilestones.map(({ id, name, dueDate, amount }) => ({
      id: idFor('Milestone', projectId, id),
      name,
      kind: 'DELIVERY',
      plannedDate: dueDate === null ? plannedEnd : later(plannedStart, dueDate),
      amount,
    }))
  }
  return template.milestones.map(({ name, kind, offset }, index) => ({
    id: idFor('Milestone', projectId, String(index + 1)),
    name,
    kind,
    plannedDate: dayAt(input, new Decimal(offset)),
    amount: null,
  }))
}

function planBudget(input: PlanInput, phases: readonly PlannedPhase[]): readonly PlannedBudgetLine[] {
  const { value, estimatedMargin, template } = input
  const digits = minorUnitDigits(value.currency)
  const shares = template.phases.map(({ share }) => share)
  const totalCost = new Decimal(value.amount).times(new Decimal(1).minus(estimatedMargin)).toDecimalPlaces(digits)
  const revenues = splitExactly(value.amount, shares, digits)
  const costs = splitExactly(totalCost.toFixed(), shares, digits)
  return phases.map(({ wbsCode, plannedHours }, index) => ({
    wbsCode,
    hours: plannedHours,
    revenue: { amount: revenues[index] ?? decimal('0'), currency: value.currency },
    cost: { amount: costs[index] ?? decimal('0'), currency: value.currency },
  }))
}

function planSchedule(input: PlanInput, milestones: readonly PlannedMilestone[]): readonly PlannedScheduleLine[] {
  switch (input.pricingModel) {
    case 'TIME_AND_MATERIALS':
    case 'CAPPED_TIME_AND_MATERIALS':
      return []
    case 'MILESTONE':
      return milestones.flatMap(({ id, name, plannedDate, amount }) =>
        amount === null ? [] : [{ description: name, plannedDate, milestoneId: id, amount }],
      )
    case 'FIXED_FEE':
      return planFixedFee(input, milestones)
    case 'RETAINER':
    case 'SUBSCRIPTION':
      return planMonthlyFee(input)
  }
}

function planFixedFee(
  { template, value, plannedEnd }: PlanInput,
  milestones: readonly PlannedMilestone[],
): readonly PlannedScheduleLine[] {
  const billed = template.milestones.flatMap(({ name, billableShare }, index) =>
    new Decimal(billableShare).isZero()
      ? []
      : [{ name, billableShare, plannedDate: milestones[index]?.plannedDate ?? plannedEnd }],
  )
  if (billed.length === 0) return [{ description: 'Fixed fee', plannedDate: plannedEnd, milestoneId: null, amount: value }]
  const amounts = splitExactly(
    value.amount,
    billed.map(({ billableShare }) => billableShare),
    minorUnitDigits(value.currency),
  )
  return billed.flatMap(({ name, plannedDate }, index) => toLine(`Fixed fee: ${name}`, plannedDate, amounts[index], value))
}

function planMonthlyFee({ plannedStart, plannedEnd, value }: PlanInput): readonly PlannedScheduleLine[] {
  const start = Temporal.PlainDate.from(plannedStart)
  const { months } = start.until(Temporal.PlainDate.from(plannedEnd).add({ days: 1 }), { largestUnit: 'month' })
  const count = Math.max(1, months)
  const amounts = splitExactly(
    value.amount,
    Array.from({ length: count }, () => '1'),
    minorUnitDigits(value.currency),
  )
  return amounts.flatMap((amount, index) => {
    const month = start.add({ months: index })
    return toLine(`Fee for ${month.toString().slice(0, 7)}`, dateText(month.toString()), amount, value)
  })
}

/** A share that rounds to nothing is no line: ERP takes amounts above zero only. */
function toLine(description: string, plannedDate: DateText, amount: DecimalText | undefined, { currency }: Money) {
  if (amount === undefined || new Decimal(amount).isZero()) return []
  return [{ description, plannedDate, milestoneId: null, amount: { amount, currency } }]
}

/** The day at a share of the duration, never after the last one. */
function dayAt({ plannedStart, plannedEnd }: PlanInput, share: Decimal): DateText {
  const start = Temporal.PlainDate.from(plannedStart)
  const { days } = start.until(Temporal.PlainDate.from(plannedEnd), { largestUnit: 'day' })
  const offset = share
    .times(days + 1)
    .floor()
    .toNumber()
  return dateText(start.add({ days: Math.min(offset, days) }).toString())
}

function later(a: DateText, b: DateText): DateText {
  if (a < b) return b
  return a
}
