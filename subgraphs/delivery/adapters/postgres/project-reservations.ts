import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ProjectReservation } from '../../port.ts'

/** Reads what was issued for the projects of runs, in one statement. */
export async function findReservations(
  db: Database,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, ProjectReservation>> {
  const { rows } = await sql<ProjectReservation & { readonly runId: string }>`
    select run_id as "runId", project_id as "projectId", code, status, reserved_at as "reservedAt"
    from delivery.project_reservation where run_id = any(${runIds})`.execute(db)
  return new Map(rows.map(({ runId, ...reservation }) => [runId, reservation]))
}
