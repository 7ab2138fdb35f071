import type { Principal } from '../../../contracts/wire/principal.ts'
import type { DateText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { TimecardDraft } from '../port.ts'
import { type AssignmentStatus, FIRM_BOOKINGS, type ProjectStatus } from '../states.ts'

/** The booking that a week of time is submitted for. */
export interface Booking {
  readonly projectStatus: ProjectStatus
  readonly workerId: string
  readonly status: AssignmentStatus
  readonly startDate: DateText
  readonly endDate: DateText
  readonly billable: boolean
  /** Tasks of the project. */
  readonly taskIds: readonly string[]
}

/** Why this caller may not submit this week for this booking; empty when it may. */
export function findBookingFaults({ entries }: TimecardDraft, booking: Booking, principal: Principal): readonly WriteError[] {
  if (!isOwn(booking, principal)) {
    return [{ code: 'FORBIDDEN', message: 'Only the worker submits time of the assignment.', policy: 'own_time' }]
  }
  const tasks = new Set(booking.taskIds)
  return [
    // Time of an ended booking may still be handed in.
    ...(FIRM_BOOKINGS.includes(booking.status)
      ? []
      : [fault(['assignmentId'], 'PSA-TIME-BOOKED', 'The assignment is not a firm booking.')]),
    ...(ENDED.includes(booking.projectStatus)
      ? [fault(['assignmentId'], 'PSA-TIME-PROJECT', 'The project is closed or cancelled.')]
      : []),
    ...entries.flatMap(({ date, billable, taskId }, index) => [
      ...(date >= booking.startDate && date <= booking.endDate
        ? []
        : [fault(['entries', `${index}`, 'date'], 'PSA-TIME-BOOKED', 'The assignment does not cover this day.')]),
      ...(billable && !booking.billable
        ? [fault(['entries', `${index}`, 'billable'], 'PSA-TIME-BILLABLE', 'The assignment is not billable.')]
        : []),
      ...(taskId === null || tasks.has(taskId)
        ? []
        : [fault(['entries', `${index}`, 'taskId'], 'PSA-TIME-TASK', 'The project has no such task.')]),
    ]),
  ]
}

const ENDED: readonly ProjectStatus[] = ['CLOSED', 'CANCELLED']

/**
 * People submit their own time; a service imports the time of others from a time-keeping system. A partner hands in the time of
 * its own people: the row rule of bookings hides all others from it.
 */
const isOwn = ({ workerId }: Booking, { kind, workerId: caller }: Principal) =>
  kind === 'SERVICE' || kind === 'PARTNER' || caller === workerId

function fault(path: readonly string[], rule: string, message: string): WriteError {
  return { code: 'VALIDATION_FAILED', message, field: ['input', ...path], rule }
}
