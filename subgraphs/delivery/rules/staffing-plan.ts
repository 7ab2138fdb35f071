import { Decimal } from 'decimal.js'
import { idFor } from '../../../contracts/wire/ids.ts'
import { type DateText, type DecimalText, decimal } from '../../../contracts/wire/values.ts'
import type { PlanInput } from './project-plan.ts'
import { splitExactly } from './split.ts'
import type { RequiredSkill, TemplateRole } from './templates/project-template.ts'

export type StaffingInput = Pick<PlanInput, 'template' | 'projectId' | 'plannedStart' | 'plannedEnd' | 'plannedHours'> & {
  /** Whether the engagement was sold with subcontractors; otherwise own staff take every seat. */
  readonly requiresSubcontractors: boolean
}

export interface PlannedStaffingRequest {
  readonly staffingRequestId: string
  readonly role: string
  readonly grade: string
  readonly requiredSkills: readonly RequiredSkill[]
  readonly startDate: DateText
  readonly endDate: DateText
  readonly hours: DecimalText
  /** Share of the person's capacity. */
  readonly allocation: DecimalText
  readonly mandatoryForKickoff: boolean
  readonly sourcing: TemplateRole['sourcing']
}

/** One request for each seat of the template; together they have the effort of the project, to the last hundredth. */
export function planStaffing(input: StaffingInput): readonly PlannedStaffingRequest[] {
  const { projectId, plannedStart, plannedEnd, requiresSubcontractors } = input
  return seatsOf(input).map(({ seat, hours }) => ({
    // From the key of the seat, so that a repeated step asks for the same seat again and not for another one.
    staffingRequestId: idFor('StaffingRequest', projectId, seat.key),
    role: seat.role,
    grade: seat.grade,
    requiredSkills: seat.skills,
    startDate: plannedStart,
    endDate: plannedEnd,
    hours,
    allocation: decimal(seat.allocation),
    mandatoryForKickoff: seat.mandatoryForKickoff,
    sourcing: requiresSubcontractors ? seat.sourcing : 'INTERNAL',
  }))
}

/**
 * Seats with their part of the effort. One whose part rounds to nothing is left out: resource management and procurement take
 * efforts above zero only.
 */
export function seatsOf({
  template: { roles },
  plannedHours,
}: Pick<StaffingInput, 'template' | 'plannedHours'>): readonly { readonly seat: TemplateRole; readonly hours: DecimalText }[] {
  const shares = roles.map(({ share }) => share)
  const parts = splitExactly(plannedHours, shares, 2)
  return roles
    .map((seat, index) => ({ seat, hours: parts[index] ?? decimal('0') }))
    .filter(({ hours }) => !new Decimal(hours).isZero())
}
