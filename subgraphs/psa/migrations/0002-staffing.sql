-- Staffing: what a project needs, who was proposed for it, how full the weeks of each worker are, and the kickoff that ends
-- the mobilisation of a project.

-- Numbers are for people; a request that is rolled back leaves a gap, and nobody waits for a number.
create sequence psa.staffing_request_number;

create table psa.staffing_request (
  id text primary key,
  number text not null unique default 'STF-' || lpad(nextval('psa.staffing_request_number')::text, 6, '0'),
  project_id text not null references psa.project (id),
  status text not null default 'SUBMITTED' check (status in ('SUBMITTED', 'PROPOSED', 'APPROVED', 'FULFILLED', 'CANCELLED')),
  cancel_reason text,
  role text not null,
  grade text,
  -- [{"skillCode", "minimumLevel", "mandatory"}]
  required_skills jsonb not null default '[]',
  region text not null,
  start_date date not null,
  end_date date not null check (end_date >= start_date),
  hours numeric not null check (hours > 0),
  allocation numeric not null check (allocation > 0),
  mandatory_for_kickoff boolean not null default false,
  sourcing text not null default 'INTERNAL' check (sourcing in ('INTERNAL', 'INTERCOMPANY', 'SUBCONTRACTOR')),
  -- Subject of the token that asked for it.
  requested_by text not null,
  submitted_at timestamptz not null,
  due_at timestamptz not null,
  fulfilled_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((status = 'CANCELLED') = (cancel_reason is not null)),
  check (status <> 'FULFILLED' or fulfilled_at is not null)
);
create index staffing_request_project on psa.staffing_request (project_id, id) include (status, mandatory_for_kickoff);
create index staffing_request_open on psa.staffing_request (due_at, id) where status not in ('FULFILLED', 'CANCELLED');

create table psa.candidate_proposal (
  id text primary key,
  staffing_request_id text not null references psa.staffing_request (id),
  worker_id text not null,
  status text not null check (status in ('PROPOSED', 'APPROVED', 'REJECTED', 'ACCEPTED', 'WITHDRAWN')),
  -- Why an approval is needed; empty when none is.
  approval_reasons text[] not null default '{}',
  comment text,
  -- Subject of the token that proposed; segregation of duties compares it with whoever decides.
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decision_comment text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((decided_by is null) = (decided_at is null)),
  check (status <> 'REJECTED' or decision_comment is not null)
);
create index candidate_proposal_request on psa.candidate_proposal (staffing_request_id, id);
create unique index candidate_proposal_once on psa.candidate_proposal (staffing_request_id, worker_id)
  where status in ('PROPOSED', 'APPROVED', 'ACCEPTED');

-- A booking is made from one request, and a request has one booking at a time.
alter table psa.assignment
  add column staffing_request_id text references psa.staffing_request (id),
  add column release_reason text;
create unique index assignment_request on psa.assignment (staffing_request_id) where status <> 'RELEASED';
create index assignment_every_request on psa.assignment (staffing_request_id) where staffing_request_id is not null;

-- Hours of a booking by week: eight for each of its days from Monday to Friday, times its share of capacity. Weeks of which it
-- has only a weekend have none.
create function psa.booked_weeks(first_day date, last_day date, allocation numeric)
  returns table (week_start date, hours numeric)
  language sql immutable
as $$
  select monday::date,
    8 * allocation * (least(last_day, monday::date + 4) - greatest(first_day, monday::date) + 1)
  from generate_series(date_trunc('week', first_day::timestamp), last_day::timestamp, interval '7 days') as monday
  where least(last_day, monday::date + 4) >= greatest(first_day, monday::date)
$$;

-- Hours that the firm bookings of a worker take of each week: the sum that a confirmation compares and raises in one
-- statement. Soft bookings take none. Rows come before their bookings, so there is no foreign key to keep them.
create table psa.worker_week (
  worker_id text not null,
  week_start date not null check (extract(isodow from week_start) = 1),
  booked_hours numeric not null check (booked_hours >= 0),
  primary key (worker_id, week_start)
);
insert into psa.worker_week (worker_id, week_start, booked_hours)
  select a.worker_id, w.week_start, sum(w.hours)
  from psa.assignment a, psa.booked_weeks(a.start_date, a.end_date, a.allocation) w
  where a.status in ('CONFIRMED', 'ACTIVE', 'COMPLETED')
  group by a.worker_id, w.week_start;

-- A project has one kickoff, which goes by the id of the project.
create table psa.kickoff (
  id text primary key references psa.project (id),
  held_at timestamptz not null,
  attendee_count integer not null check (attendee_count > 0),
  -- [{"item", "done"}]
  checklist jsonb not null,
  waiver_reason text,
  -- Subject of the token that recorded it; with a waiver, whoever waived.
  recorded_by text not null,
  recorded_at timestamptz not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
