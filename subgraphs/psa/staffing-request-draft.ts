import type { StaffingRequestInput } from './schema.generated.ts'
import type { StaffingRequestDraft } from './staffing-port.ts'

/** A request as the system of record takes it; the same input always makes the same draft. */
export function toStaffingRequestDraft(id: string, input: Omit<StaffingRequestInput, 'staffingRequestId'>): StaffingRequestDraft {
  const { grade, requiredSkills, country, mandatoryForKickoff, sourcing, ...demand } = input
  return {
    ...demand,
    id,
    grade: grade ?? null,
    requiredSkills: requiredSkills.map(({ mandatory, ...skill }) => ({ ...skill, mandatory: mandatory ?? true })),
    country: country ?? null,
    mandatoryForKickoff: mandatoryForKickoff ?? false,
    sourcing: sourcing ?? 'INTERNAL',
  }
}
