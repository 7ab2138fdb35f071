-- The ledger is the engine: a run carries its own lease, its next wake-up and everything that decides what comes next. There
-- is no second store that could disagree with it (ADR 0010).

alter table delivery.workflow_run
  -- Worker that advances the run now; null while it rests.
  add column lease_owner text,
  -- Grows with every lease: a worker that lost its lease cannot write any more, whatever it still believes.
  add column lease_epoch bigint not null default 0,
  -- When a worker has to look at the run next, real time; null when nothing calls for it.
  add column wake_at timestamptz,
  -- When the business calls for a look: a deadline, a parked call. Business time.
  add column alarm_at timestamptz,
  add column cancel_refused_at timestamptz,
  drop constraint workflow_run_status_check,
  add constraint workflow_run_status_check check (status in ('RUNNING', 'WAITING_APPROVAL', 'WAITING_SYSTEM', 'IN_REVIEW',
    'COMPENSATING', 'COMPLETED', 'CANCELLED', 'FAILED'));
-- Workers read these and nothing else, so finished runs cost them nothing however many there are.
create index workflow_run_wake on delivery.workflow_run (wake_at) where wake_at is not null and lease_owner is null;
create index workflow_run_alarm on delivery.workflow_run (alarm_at) where alarm_at is not null;
create index workflow_run_lease on delivery.workflow_run (lease_owner) where lease_owner is not null;
create index workflow_run_open on delivery.workflow_run (status) where status not in ('COMPLETED', 'CANCELLED', 'FAILED');
-- Runs of the earlier engine go on from their ledger; its own tables say nothing that the ledger does not.
drop schema if exists dbos cascade;
update delivery.workflow_run set wake_at = clock_timestamp()
  where status in ('RUNNING', 'WAITING_APPROVAL', 'COMPENSATING', 'IN_REVIEW');

alter table delivery.workflow_step
  add column owner_role text not null default 'delivery_ops',
  add column optional boolean not null default false,
  add column mandatory_control boolean not null default false,
  -- Attempts since the last change of path: what the retry policy counts.
  add column attempts_in_round integer not null default 0,
  -- Rounds in the fallback queue, from 1; 0 while it was never there.
  add column fallback_round integer not null default 0,
  -- Next attempt out of the fallback queue, business time.
  add column next_attempt_at timestamptz,
  add column first_failed_at timestamptz,
  add column recovered_at timestamptz,
  -- A person brought it on: by a retry, by a skip, by an undo by hand.
  add column manual boolean not null default false,
  add column reason text,
  -- Deadline of a step that waits for people in a system, the role that has to act, and how often it was escalated.
  add column due_at timestamptz,
  add column waiting_role text,
  add column escalation_level integer not null default 0,
  drop constraint workflow_step_status_check,
  add constraint workflow_step_status_check check (status in ('PENDING', 'RUNNING', 'WAITING', 'RETRYING', 'IN_FALLBACK',
    'IN_REVIEW', 'COMPLETED', 'SKIPPED', 'FAILED', 'COMPENSATED'));
create index workflow_step_fallback on delivery.workflow_step (next_attempt_at, id) where status = 'IN_FALLBACK';

alter table delivery.approval
  -- Position in the route and number of levels of it; the route is decided once, by the policy that is named.
  add column level integer not null default 1 check (level >= 1),
  add column level_count integer not null default 1,
  add column mode text not null default 'SEQUENTIAL' check (mode in ('SEQUENTIAL', 'PARALLEL')),
  -- A rejected or withdrawn request that is made again is the next round.
  add column round integer not null default 1 check (round >= 1),
  add column policy_id text not null default 'group',
  add column policy_version integer not null default 1,
  add column band text not null default 'A',
  add column sla_business_hours integer not null default 8,
  -- Roles that take over at the first, second ... deadline.
  add column escalate_to text[] not null default '{}',
  add column escalation_level integer not null default 0,
  add column delegated_to_worker_id text,
  add column delegated_by_worker_id text,
  -- Business hours that were left when it was sent back: the clock stands still until it comes again.
  add column remaining_hours numeric,
  add column paused_hours numeric not null default 0,
  add column sent_back_at timestamptz,
  -- What the approver is shown, and what a person chose instead. Flat objects.
  add column facts jsonb not null default '{}',
  add column choice jsonb,
  drop constraint approval_run_id_kind_key,
  drop constraint approval_kind_check,
  drop constraint approval_status_check,
  drop constraint approval_decision_check,
  drop constraint approval_check2,
  drop constraint approval_check1,
  add constraint approval_round unique (run_id, kind, round, level),
  add constraint approval_kind_check check (kind in ('SOW_LEGAL', 'BILLING_TERMS_FINANCE', 'TEMPLATE_DELIVERY_OPS')),
  add constraint approval_status_check check (status in ('PENDING', 'ESCALATED', 'SENT_BACK', 'APPROVED', 'REJECTED',
    'CANCELLED')),
  add constraint approval_decision_check check (decision in ('APPROVE', 'REJECT', 'SEND_BACK')),
  add constraint approval_decided check ((status in ('APPROVED', 'REJECTED')) = (decided_at is not null));
drop index delivery.approval_inbox;
create index approval_inbox on delivery.approval (approver_role) where status in ('PENDING', 'ESCALATED');
create index approval_sent_back on delivery.approval (requested_by) where status = 'SENT_BACK';

-- What a person has to look at: a call that failed for good, a rejection, an undo that failed.
create table delivery.review_task (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  run_id text not null references delivery.workflow_run (id),
  handoff_id text not null references delivery.handoff (id),
  step_key text not null,
  -- Whether the step itself or its undo is in question.
  subject text not null check (subject in ('STEP', 'UNDO')),
  status text not null check (status in ('OPEN', 'RESOLVED', 'WITHDRAWN')),
  category text not null,
  code text not null,
  title text not null,
  message text not null,
  system text,
  assignee_role text not null,
  opened_at timestamptz not null default platform.business_now(),
  due_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolved_by_worker_id text,
  resolution text check (resolution in ('RETRY', 'SKIP', 'CANCEL')),
  comment text,
  check ((status = 'RESOLVED') = (resolution is not null))
);
create unique index review_task_open on delivery.review_task (run_id, step_key) where status = 'OPEN';
create index review_task_run on delivery.review_task (run_id, opened_at);
create index review_task_inbox on delivery.review_task (assignee_role) where status = 'OPEN';
create index review_task_order on delivery.review_task (opened_at, id);

-- What a role is told when a handoff gets somewhere; telling is no step of the work and completes nothing.
create table delivery.notice (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  run_id text not null references delivery.workflow_run (id),
  handoff_id text not null references delivery.handoff (id),
  project_id text,
  role text not null,
  title text not null,
  noticed_at timestamptz not null default platform.business_now()
);
create index notice_role on delivery.notice (role, noticed_at, id);
create index notice_run on delivery.notice (run_id);

alter table delivery.handoff_event drop constraint handoff_event_entity_check,
  add constraint handoff_event_entity_check check (entity in ('Handoff', 'WorkflowRun', 'WorkflowStep', 'Approval', 'ReviewTask'));

-- Versions of workflows as data. A version is never changed; runs stay on the one that they began with.
create table delivery.workflow_definition (
  -- {kind in kebab case}@{version}
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null,
  version integer not null check (version >= 1),
  status text not null check (status in ('PUBLISHED', 'RETIRED')),
  name text not null,
  process_owner_id text not null,
  ends_in text not null,
  -- [[step, ...], ...]: groups of steps in their order.
  groups jsonb not null,
  change_note text not null,
  published_at timestamptz not null default platform.business_now(),
  published_by text not null,
  unique (kind, version)
);
