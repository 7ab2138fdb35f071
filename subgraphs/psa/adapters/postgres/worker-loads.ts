import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { WorkerLoad } from '../../staffing-port.ts'

/** Most workers of one request. Beyond that the least booked are left out: they are those most likely to have room anyway. */
const MAX_WORKERS = 10_000

/**
 * How full the weeks of each request are, by request and worker, fullest week first, in one statement. It reads the sums that a
 * confirmation compares, so whoever has no room here is refused there.
 */
export async function findWorkerLoads(
  db: Database,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly WorkerLoad[]>> {
  const { rows } = await sql<{ requestId: string; loads: readonly WorkerLoad[] }>`
    select r.id as "requestId", jsonb_agg(jsonb_build_object('workerId', load.worker_id,
      'hours', load.hours::text, 'fullestWeekHours', load.fullest_week_hours::text)
      order by load.fullest_week_hours desc, load.worker_id) as loads
    from psa.staffing_request r
    cross join lateral (
      select w.worker_id, sum(w.booked_hours) as hours, max(w.booked_hours) as fullest_week_hours
      from psa.booked_weeks(r.start_date, r.end_date, 1) as touched
      join psa.worker_week w using (week_start)
      where w.booked_hours > 0
      group by w.worker_id order by fullest_week_hours desc, w.worker_id limit ${MAX_WORKERS}
    ) as load
    where r.id = any(${requestIds}) group by r.id`.execute(db)
  return new Map(rows.map(({ requestId, loads }) => [requestId, loads]))
}
