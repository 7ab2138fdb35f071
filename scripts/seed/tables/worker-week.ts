/** Fills the weeks of the workers from the firm bookings, as the migration does for bookings that were there before. */
export const FILL_WORKER_WEEKS = `
  insert into psa.worker_week (worker_id, week_start, booked_hours)
  select a.worker_id, w.week_start, sum(w.hours)
  from psa.assignment a, psa.booked_weeks(a.start_date, a.end_date, a.allocation) w
  where a.status in ('CONFIRMED', 'ACTIVE', 'COMPLETED')
  group by a.worker_id, w.week_start`
