-- Professional services automation: projects with their plan, bookings and time.
-- Amounts, hours and shares are plain numeric, so that the text that was written comes back.

create table psa.project (
  id text primary key,
  code text not null unique,
  name text not null,
  description text,
  status text not null default 'PLANNED'
    check (status in ('PLANNED', 'MOBILISING', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED', 'CLOSED', 'CANCELLED')),
  status_reason text,
  health text not null default 'GREEN' check (health in ('GREEN', 'AMBER', 'RED')),
  account_id text not null,
  service_type text not null,
  pricing_model text not null,
  region text not null,
  practice text not null,
  project_manager_id text,
  template_id text,
  template_version integer,
  planned_start date not null,
  planned_end date not null check (planned_end >= planned_start),
  baseline_start date,
  baseline_end date,
  actual_start date,
  actual_end date,
  planned_hours numeric not null default 0 check (planned_hours >= 0),
  -- Sum of the approved and billed timecards; kept by the transaction that decides on a timecard.
  actual_hours numeric not null default 0 check (actual_hours >= 0),
  remaining_hours numeric not null default 0 check (remaining_hours >= 0),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index project_account on psa.project (account_id, id);
create index project_manager on psa.project (project_manager_id, id);
create index project_name on psa.project (name, id);
create index project_planned_end on psa.project (planned_end, id);
create index project_updated_at on psa.project (updated_at, id);

create table psa.phase (
  id text primary key,
  project_id text not null references psa.project (id),
  name text not null,
  position integer not null,
  planned_start date not null,
  planned_end date not null check (planned_end >= planned_start),
  planned_hours numeric not null check (planned_hours >= 0),
  wbs_code text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, position),
  unique (project_id, wbs_code)
);

create table psa.task (
  id text primary key,
  project_id text not null references psa.project (id),
  phase_id text references psa.phase (id),
  name text not null,
  status text not null default 'TODO' check (status in ('TODO', 'DOING', 'BLOCKED', 'DONE')),
  assignee_id text,
  planned_hours numeric not null default 0 check (planned_hours >= 0),
  remaining_hours numeric not null default 0 check (remaining_hours >= 0),
  due_date date,
  billable boolean not null default true,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index task_project on psa.task (project_id, id);
create index task_phase on psa.task (phase_id);

create table psa.milestone (
  id text primary key,
  project_id text not null references psa.project (id),
  phase_id text references psa.phase (id),
  name text not null,
  description text,
  kind text not null check (kind in ('DELIVERY', 'PAYMENT', 'GATE', 'GO_LIVE', 'CLOSURE')),
  status text not null default 'PLANNED'
    check (status in ('PLANNED', 'IN_PROGRESS', 'AT_RISK', 'COMPLETED', 'SUBMITTED', 'REJECTED', 'ACCEPTED', 'BILLED', 'CANCELLED')),
  owner_id text,
  subcontractor_id text,
  baseline_date date not null,
  planned_date date not null,
  forecast_date date,
  completed_at timestamptz,
  submitted_at timestamptz,
  accepted_at timestamptz,
  slip_count integer not null default 0 check (slip_count >= 0),
  billable boolean not null default false,
  amount numeric check (amount > 0),
  currency text,
  acceptance_criteria text[] not null default '{}',
  deemed_acceptance_days integer,
  -- [{"documentId", "title", "addedAt"}]
  evidence jsonb not null default '[]',
  depends_on_ids text[] not null default '{}',
  percent_complete numeric not null default 0 check (percent_complete between 0 and 1),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((amount is null) = (currency is null)),
  check (not billable or amount is not null)
);
create index milestone_project on psa.milestone (project_id, id);
create index milestone_project_date on psa.milestone (project_id, planned_date, id);
create index milestone_planned_date on psa.milestone (planned_date, id);

create table psa.assignment (
  id text primary key,
  project_id text not null references psa.project (id),
  worker_id text not null,
  role text not null,
  status text not null default 'TENTATIVE' check (status in ('TENTATIVE', 'CONFIRMED', 'ACTIVE', 'COMPLETED', 'RELEASED')),
  start_date date not null,
  end_date date not null check (end_date >= start_date),
  allocation numeric not null check (allocation > 0),
  planned_hours numeric not null check (planned_hours >= 0),
  -- Sum of the approved and billed timecards; kept by the transaction that decides on a timecard.
  actual_hours numeric not null default 0 check (actual_hours >= 0),
  billable boolean not null default true,
  bill_rate numeric,
  bill_rate_currency text,
  subcontracted boolean not null default false,
  confirmed_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((bill_rate is null) = (bill_rate_currency is null))
);
create index assignment_project on psa.assignment (project_id, id) include (worker_id, status);
create index assignment_worker on psa.assignment (worker_id, id);

create table psa.timecard (
  id text primary key,
  project_id text not null references psa.project (id),
  assignment_id text not null references psa.assignment (id),
  worker_id text not null,
  week_start date not null check (extract(isodow from week_start) = 1),
  -- [{"date", "hours", "billable", "taskId", "note"}], hours as decimal text
  entries jsonb not null,
  status text not null default 'DRAFT' check (status in ('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'BILLED')),
  submitted_at timestamptz,
  -- Subject of the token that submitted it; segregation of duties compares it with the approver.
  submitted_by text,
  decided_at timestamptz,
  approver_id text,
  rejection_reason text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (assignment_id, week_start),
  check (status = 'DRAFT' or (submitted_at is not null and submitted_by is not null)),
  check (status <> 'REJECTED' or rejection_reason is not null)
);
create index timecard_project on psa.timecard (project_id, id);
create index timecard_worker on psa.timecard (worker_id, id);
create index timecard_week on psa.timecard (week_start, id);

create table psa.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
