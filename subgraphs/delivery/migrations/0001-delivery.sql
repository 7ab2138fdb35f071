-- Handoffs, the runs that carry them out, their steps (the ledger), the approvals of people, and the append-only log of
-- every transition. Instants named *_at of the business clock come from platform.business_now(); created_at, updated_at and
-- recorded_at are real time.

create table delivery.handoff (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  opportunity_id text not null,
  contract_id text,
  account_id text,
  project_id text,
  legal_entity_id text,
  region text,
  service_type text,
  status text not null check (status in ('DRAFT', 'VALIDATING', 'AWAITING_APPROVAL', 'PROVISIONING', 'STAFFING',
    'READY_FOR_KICKOFF', 'COMPLETED', 'BLOCKED', 'CANCELLED')),
  attempt integer not null check (attempt >= 1),
  run_id text not null,
  template_code text,
  completeness_score numeric check (completeness_score between 0 and 1),
  -- [{rule, severity, field, message}]
  findings jsonb not null default '[]',
  -- [{code, severity, category, message, system, ownerRole, since}]
  blockers jsonb not null default '[]',
  opened_at timestamptz not null default platform.business_now(),
  accepted_at timestamptz,
  contract_approved_at timestamptz,
  project_created_at timestamptz,
  resources_assigned_at timestamptz,
  kickoff_completed_at timestamptz,
  setup_cycle_hours numeric check (setup_cycle_hours >= 0)
);
-- An opportunity has one handoff that is not cancelled, however many start it at once.
create unique index handoff_open_opportunity on delivery.handoff (opportunity_id) where status <> 'CANCELLED';
create index handoff_opportunity on delivery.handoff (opportunity_id);
create index handoff_contract on delivery.handoff (contract_id);
create index handoff_account on delivery.handoff (account_id);
create index handoff_project on delivery.handoff (project_id);
create index handoff_order on delivery.handoff (opened_at, id);

create table delivery.workflow_run (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Business key, and the id under which the engine knows the run: ho:{opportunityId}:{attempt}.
  key text not null unique,
  kind text not null check (kind in ('SOW_TO_PROJECT')),
  definition_version integer not null,
  handoff_id text not null references delivery.handoff (id),
  project_id text,
  status text not null check (status in ('RUNNING', 'WAITING_APPROVAL', 'COMPENSATING', 'IN_REVIEW', 'COMPLETED',
    'CANCELLED', 'FAILED')),
  correlation_id text not null,
  started_by text not null,
  started_by_worker_id text,
  started_at timestamptz not null default platform.business_now(),
  completed_at timestamptz,
  current_step_key text,
  exception_count integer not null default 0,
  failure_code text,
  failure_category text,
  failure_message text,
  failure_system text,
  cancel_requested_by text,
  cancel_requested_at timestamptz,
  cancel_reason text
);
create index workflow_run_handoff on delivery.workflow_run (handoff_id);
create index workflow_run_project on delivery.workflow_run (project_id);
create index workflow_run_order on delivery.workflow_run (started_at, id);
-- The run and its handoff are written in one transaction, so the check waits for its end.
alter table delivery.handoff
  add constraint handoff_run foreign key (run_id) references delivery.workflow_run (id) deferrable initially deferred;

create table delivery.workflow_step (
  -- {runId}:{key}
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  run_id text not null references delivery.workflow_run (id),
  key text not null,
  position integer not null,
  name text not null,
  stage text not null,
  system text not null,
  status text not null check (status in ('PENDING', 'RUNNING', 'WAITING', 'RETRYING', 'COMPLETED', 'SKIPPED', 'FAILED',
    'COMPENSATED')),
  attempt integer not null default 0,
  max_attempts integer not null,
  idempotency_key text not null unique,
  external_reference text,
  -- What the step answered; later steps and a repeated attempt read it here.
  result jsonb,
  started_at timestamptz,
  completed_at timestamptz,
  error_code text,
  error_category text,
  error_message text,
  error_system text,
  -- Real time: retries are timers of a process, not of the business.
  next_retry_at timestamptz,
  compensation_status text not null default 'NOT_NEEDED' check (compensation_status in ('NOT_NEEDED', 'PENDING', 'DONE',
    'FAILED')),
  unique (run_id, key)
);
create index workflow_step_run on delivery.workflow_step (run_id, position);

create table delivery.approval (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  run_id text not null references delivery.workflow_run (id),
  handoff_id text not null references delivery.handoff (id),
  contract_id text not null,
  project_id text,
  step_key text not null,
  kind text not null check (kind in ('SOW_LEGAL', 'BILLING_TERMS_FINANCE')),
  status text not null check (status in ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED')),
  title text not null,
  amount numeric,
  currency text,
  approver_role text not null,
  requested_by text not null,
  requested_by_worker_id text,
  decided_by text,
  decided_by_worker_id text,
  decision text check (decision in ('APPROVE', 'REJECT')),
  comment text,
  requested_at timestamptz not null default platform.business_now(),
  due_at timestamptz not null,
  decided_at timestamptz,
  unique (run_id, kind),
  check ((amount is null) = (currency is null)),
  check ((decision is null) = (decided_at is null)),
  check ((status in ('APPROVED', 'REJECTED')) = (decision is not null))
);
create index approval_run on delivery.approval (run_id);
create index approval_contract on delivery.approval (contract_id);
create index approval_project on delivery.approval (project_id);
create index approval_inbox on delivery.approval (approver_role) where status = 'PENDING';
create index approval_order on delivery.approval (requested_at, id);

-- Audit trail, live timeline and source of the key figures. One row a transition, in the transaction of the transition.
create table delivery.handoff_event (
  id text primary key,
  revision integer not null default 1,
  sequence bigint generated always as identity unique,
  handoff_id text not null references delivery.handoff (id),
  run_id text not null references delivery.workflow_run (id),
  entity text not null check (entity in ('Handoff', 'WorkflowRun', 'WorkflowStep', 'Approval')),
  entity_id text not null,
  action text not null,
  from_state text,
  to_state text not null,
  actor text not null,
  actor_kind text not null check (actor_kind in ('PERSON', 'PARTNER', 'SERVICE', 'AI_SERVICE')),
  correlation_id text not null,
  occurred_at timestamptz not null default platform.business_now(),
  recorded_at timestamptz not null default clock_timestamp(),
  -- Flat object of texts: names and values of AuditEvent.details.
  payload jsonb not null default '{}'
);
create index handoff_event_run on delivery.handoff_event (run_id, sequence);
create index handoff_event_handoff on delivery.handoff_event (handoff_id, sequence);
create index handoff_event_entity on delivery.handoff_event (entity_id, sequence);

create function delivery.refuse_event_change() returns trigger language plpgsql as $$
begin
  raise exception 'delivery.handoff_event is append-only' using errcode = 'restrict_violation';
end $$;
create trigger handoff_event_append_only before update or delete or truncate on delivery.handoff_event
  for each statement execute function delivery.refuse_event_change();

-- Lifecycle stages of projects; the open entry is the present stage.
create table delivery.project_stage (
  -- {projectId}:{stage}
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  project_id text not null,
  stage text not null check (stage in ('OPPORTUNITY_ACCEPTED', 'CONTRACT_APPROVED', 'PROJECT_CREATED',
    'RESOURCES_ASSIGNED', 'KICKOFF_COMPLETED', 'MILESTONES_GOVERNED', 'BILLABLE_EVENTS_CAPTURED', 'CLOSURE_SYNCHRONISED')),
  entered_at timestamptz not null,
  left_at timestamptz check (left_at >= entered_at),
  unique (project_id, stage)
);
create unique index project_stage_present on delivery.project_stage (project_id) where left_at is null;

-- Ids and codes of projects, issued here and stored by every system. A void code is never used again.
create sequence delivery.project_number start 100001;
create table delivery.project_reservation (
  project_id text primary key,
  code text not null unique,
  run_id text not null unique references delivery.workflow_run (id),
  status text not null check (status in ('RESERVED', 'IN_USE', 'VOID')),
  reserved_at timestamptz not null default platform.business_now()
);

-- Liveness of worker processes beside the advisory lock of each: a hung process keeps its lock, but its heart stops.
create table delivery.worker_heartbeat (
  executor_id text primary key,
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp()
);

create table delivery.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
