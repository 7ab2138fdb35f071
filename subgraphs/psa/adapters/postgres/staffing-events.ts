import type { Call } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { emitEvent } from '../../../shared/postgres/outbox.ts'
import type { StaffingRequest } from '../../staffing-port.ts'

/** Tells that a staffing request is in another state, in the transaction that put it there. */
export function announceRequest(
  transaction: Database,
  { id, projectId, status }: Pick<StaffingRequest, 'id' | 'projectId' | 'status'>,
  { correlationId, principal }: Call,
): Promise<void> {
  const payload = { projectId, staffingRequestId: id, status }
  return emitEvent(transaction, 'psa', {
    type: 'staffing.changed',
    version: 1,
    subjectId: id,
    payload,
    correlationId,
    actor: principal.subject,
  })
}

/** Tells that something is reached which the handoff of a project waits for. */
export function announceProject(
  transaction: Database,
  type: 'resources.assigned' | 'kickoff.completed',
  projectId: string,
  { correlationId, principal }: Call,
): Promise<void> {
  const draft = { version: 1, subjectId: projectId, payload: { projectId }, correlationId, actor: principal.subject } as const
  return emitEvent(transaction, 'psa', { type, ...draft })
}
