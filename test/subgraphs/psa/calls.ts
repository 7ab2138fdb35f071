import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { StaffingRequestDraft } from '../../../subgraphs/psa/staffing-port.ts'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { personWith } from '../../support/subgraph-client.ts'

let keys = 0
export const newKey = (): string => `key-${++keys}`

/** A call of the person with this subject, in these roles. */
export const callOf = (subject: string, roles: readonly string[] = []): Call => ({
  principal: personWith(['delivery:approve'], { subject, workerId: `wrk_${subject}`, roles }),
  correlationId: 'test',
})
export const CALL = callOf('tester')

/** The record of a write that succeeded; a refusal fails the test with its errors. */
export function record<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

export function faults(write: Write<unknown>): readonly WriteError[] {
  return write.ok ? [] : write.errors
}

/** A demand for one whole person for the four weeks from Monday 2026-08-03. */
export const staffingDraft = (id: string, overrides: Partial<StaffingRequestDraft> = {}): StaffingRequestDraft => ({
  id,
  role: 'Consultant',
  grade: null,
  requiredSkills: [{ skillCode: 'SK-001', minimumLevel: 3, mandatory: true }],
  country: null,
  startDate: dateText('2026-08-03'),
  endDate: dateText('2026-08-28'),
  hours: decimal('160'),
  allocation: decimal('1'),
  mandatoryForKickoff: true,
  sourcing: 'INTERNAL',
  ...overrides,
})
