import { ID_PREFIX } from '../../../contracts/wire/ids.ts'
import type { WriteError } from '../../shared/port.ts'
import type { StaffingAction } from '../staffing-port.ts'
import { findReasonFault } from './reason.ts'

const WORKER_ID = new RegExp(`^${ID_PREFIX.Worker}_[0-9a-z]{1,60}$`)

/** What is wrong with a proposal as such. Whether the worker exists is known to HR alone; only the form is seen here. */
export function findCandidateFaults({ workerId, comment }: StaffingAction & { readonly kind: 'propose' }): readonly WriteError[] {
  const commentFault = comment === null ? null : findReasonFault(comment, 'comment')
  return [...(WORKER_ID.test(workerId) ? [] : [NO_WORKER]), ...(commentFault === null ? [] : [commentFault])]
}

/** A rejection says why; an approval need not. */
export function findDecisionFault({ decision, comment }: StaffingAction & { readonly kind: 'decide' }): WriteError | null {
  if (decision === 'APPROVE' && comment === null) return null
  return findReasonFault(comment ?? '', 'comment')
}

const NO_WORKER: WriteError = {
  code: 'VALIDATION_FAILED',
  message: 'This is not the id of a worker.',
  field: ['input', 'workerId'],
  rule: 'PSA-WORKER-ID',
}
