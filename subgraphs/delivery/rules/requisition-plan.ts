import { Decimal } from 'decimal.js'
import { type DateText, type DecimalText, decimal, type Money, minorUnitDigits } from '../../../contracts/wire/values.ts'
import type { PlanInput } from './project-plan.ts'
import { seatsOf } from './staffing-plan.ts'

export type RequisitionInput = Pick<
  PlanInput,
  'template' | 'projectCode' | 'plannedStart' | 'plannedHours' | 'value' | 'estimatedMargin'
>

export interface PlannedRequisition {
  readonly justification: string
  readonly neededBy: DateText
  /** Empty when the template has no seat for subcontractors, or the project no effort. */
  readonly lines: readonly PlannedRequisitionLine[]
}

export interface PlannedRequisitionLine {
  readonly description: string
  readonly role: string
  readonly quantity: DecimalText
  readonly unit: 'HOUR'
  readonly unitPrice: Money
}

/**
 * What has to be bought for the seats that subcontractors take. The price is an estimate: the planned cost of an average hour
 * of the project, because no supplier has been asked yet.
 */
export function planRequisition(input: RequisitionInput): PlannedRequisition {
  const { template, projectCode, plannedStart } = input
  return {
    justification: `Seats of template ${template.code} that subcontractors take`,
    neededBy: plannedStart,
    lines: seatsOf(input)
      .filter(({ seat }) => seat.sourcing === 'SUBCONTRACTOR')
      .map(({ seat, hours }) => ({
        description: `${seat.name} for ${projectCode}`,
        role: seat.role,
        quantity: hours,
        unit: 'HOUR',
        unitPrice: hourlyCost(input),
      })),
  }
}

/** Only asked for when there are hours: a project without effort has no seat. */
function hourlyCost({ value: { amount, currency }, estimatedMargin, plannedHours }: RequisitionInput): Money {
  const digits = minorUnitDigits(currency)
  const cost = new Decimal(amount).times(new Decimal(1).minus(estimatedMargin)).div(plannedHours)
  return { amount: decimal(cost.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP).toFixed(digits)), currency }
}
