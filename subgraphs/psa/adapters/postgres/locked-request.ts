import { sql } from 'kysely'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { StaffingRequest } from '../../staffing-port.ts'
import { type LockedProject, lockProjectOf } from './locked-project.ts'

export type LockedRequest = Pick<
  StaffingRequest,
  'id' | 'projectId' | 'status' | 'role' | 'startDate' | 'endDate' | 'hours' | 'allocation' | 'mandatoryForKickoff' | 'sourcing'
>

/** A staffing request behind the lock of its project, which guards its candidates as well; null when there is none. */
export async function lockRequest(
  transaction: Database,
  id: string,
): Promise<{ readonly project: LockedProject; readonly request: LockedRequest } | null> {
  const project = await lockProjectOf(transaction, 'psa.staffing_request', id)
  const { rows } = await sql<LockedRequest>`select id, project_id as "projectId", status, role, start_date as "startDate",
      end_date as "endDate", hours, allocation, mandatory_for_kickoff as "mandatoryForKickoff", sourcing
    from psa.staffing_request where id = ${id}`.execute(transaction)
  const [request] = rows
  return project === null || request === undefined ? null : { project, request }
}

export const NO_REQUEST: WriteError = {
  code: 'NOT_FOUND',
  message: 'There is no such staffing request.',
  field: ['input', 'staffingRequestId'],
}
export const NO_PROPOSAL: WriteError = {
  code: 'NOT_FOUND',
  message: 'The request has no such proposal.',
  field: ['input', 'proposalId'],
}
