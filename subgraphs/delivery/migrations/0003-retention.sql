-- When the working records of a finished run (steps, approvals, tasks, notices) were removed, business time. The run, its
-- handoff and the event log stay for ever.
alter table delivery.workflow_run add column archived_at timestamptz;
-- What retention looks at; an archived run leaves it.
create index workflow_run_ended on delivery.workflow_run (completed_at)
  where completed_at is not null and archived_at is null;
