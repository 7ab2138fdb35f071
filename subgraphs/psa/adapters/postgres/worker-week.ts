import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import type { DateText } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { Assignment } from '../../port.ts'
import { FIRM_BOOKINGS } from '../../states.ts'

/** Hours of one week of a whole person. */
const HOURS_PER_WEEK = 40

/**
 * Books the weeks of a worker, all or none: each row is raised in the statement that checks it, so of two bookings of the last
 * free hours one finds none left. Weeks are taken in their order, so that two bookings wait for one another and never in a
 * circle. An allocation above 1, once approved, raises the limit to itself. Answers the first week without enough free hours;
 * the caller then rolls back.
 */
export async function takeWeeks(
  transaction: Database,
  { workerId, startDate, endDate, allocation }: Pick<Assignment, 'workerId' | 'startDate' | 'endDate' | 'allocation'>,
): Promise<DateText | null> {
  const limit = Decimal.max(1, allocation).times(HOURS_PER_WEEK).toFixed()
  const { rows } = await sql<{ weekStart: DateText; isTaken: boolean }>`
    with wanted as (select * from psa.booked_weeks(${startDate}, ${endDate}, ${allocation})),
    taken as (
      insert into psa.worker_week as w (worker_id, week_start, booked_hours)
      select ${workerId}, week_start, hours from wanted order by week_start
      on conflict (worker_id, week_start) do update set booked_hours = w.booked_hours + excluded.booked_hours
      where w.booked_hours + excluded.booked_hours <= ${limit}::numeric
      returning week_start
    )
    select week_start as "weekStart", taken.week_start is not null as "isTaken"
    from wanted left join taken using (week_start) order by 1`.execute(transaction)
  return rows.find(({ isTaken }) => !isTaken)?.weekStart ?? null
}

/** Releases bookings and gives the hours of the firm ones back, in the order in which they are taken. */
export async function releaseBookings(transaction: Database, ids: readonly string[], reason: string): Promise<void> {
  const held = sql`(
    select a.worker_id, b.week_start, sum(b.hours) as hours
    from psa.assignment a, psa.booked_weeks(a.start_date, a.end_date, a.allocation) b
    where a.id = any(${ids}) and a.status = any(${FIRM_BOOKINGS}) group by 1, 2) as held`
  await sql`select from psa.worker_week w join ${held} using (worker_id, week_start)
    order by worker_id, week_start for update of w`.execute(transaction)
  await sql`update psa.worker_week w set booked_hours = w.booked_hours - held.hours from ${held}
    where w.worker_id = held.worker_id and w.week_start = held.week_start`.execute(transaction)
  await sql`update psa.assignment set status = 'RELEASED', release_reason = ${reason}, revision = revision + 1,
    updated_at = now() where id = any(${ids})`.execute(transaction)
}
