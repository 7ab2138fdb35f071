-- Country in which the work has to be done on the spot; null when it can be done from anywhere. Whoever may not work there does
-- not come into question.
alter table psa.staffing_request add column country text check (country ~ '^[A-Z]{2}$');

-- How full the weeks of an interval are, for everybody at once.
create index worker_week_by_week on psa.worker_week (week_start) include (worker_id, booked_hours);
