import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { StaffingSummary } from '../../staffing-port.ts'

/** How far the staffing of each project is, in one statement; inside a transaction it sees what that one has written. */
export async function summariseStaffing(
  db: Database,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, StaffingSummary>> {
  const { rows } = await sql<{ projectId: string; total: number; mandatoryTotal: number; mandatoryOpen: number }>`
    select project_id as "projectId", count(*) as total,
      count(*) filter (where mandatory_for_kickoff) as "mandatoryTotal",
      count(*) filter (where mandatory_for_kickoff and status <> 'FULFILLED') as "mandatoryOpen"
    from psa.staffing_request where project_id = any(${projectIds}) and status <> 'CANCELLED' group by 1`.execute(db)
  const found = new Map(rows.map((row) => [row.projectId, row]))
  return new Map(
    projectIds.map((id) => {
      const { total = 0, mandatoryTotal = 0, mandatoryOpen = 0 } = found.get(id) ?? {}
      return [id, { mandatoryOpen, mandatoryTotal, resourcesAssigned: total > 0 && mandatoryOpen === 0 }]
    }),
  )
}
