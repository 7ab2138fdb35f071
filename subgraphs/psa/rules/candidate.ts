import type { WriteError } from '../../shared/port.ts'
import type { StaffingAction } from '../staffing-port.ts'
import { findReasonFault } from './reason.ts'
import { isWorkerId, NO_WORKER_ID } from './resource.ts'

/** What is wrong with a proposal as such; whether the worker may be booked is looked up. */
export function findCandidateFaults({ workerId, comment }: StaffingAction & { readonly kind: 'propose' }): readonly WriteError[] {
  const commentFault = comment === null ? null : findReasonFault(comment, 'comment')
  return [...(isWorkerId(workerId) ? [] : [NO_WORKER_ID]), ...(commentFault === null ? [] : [commentFault])]
}

/** A rejection says why; an approval need not. */
export function findDecisionFault({ decision, comment }: StaffingAction & { readonly kind: 'decide' }): WriteError | null {
  if (decision === 'APPROVE' && comment === null) return null
  return findReasonFault(comment ?? '', 'comment')
}
