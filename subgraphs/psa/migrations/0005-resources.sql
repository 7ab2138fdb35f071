-- Who can be booked. HR owns the people; PSA has to know who exists and which supplier provides them, to refuse a booking of
-- nobody and to show a subcontractor its own people. Its id is that of the worker.
create table psa.resource (
  id text primary key,
  -- Null for the firm's own people.
  supplier_id text,
  active boolean not null default true,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index resource_supplier on psa.resource (supplier_id, id) where supplier_id is not null;

-- Whoever was booked or proposed before is known; who provides them is learnt at their next registration.
insert into psa.resource (id)
  select worker_id from psa.assignment union select worker_id from psa.candidate_proposal;

-- The row rules of subcontractors ask whether a worker is on a project.
create index milestone_subcontractor on psa.milestone (project_id) include (subcontractor_id, status)
  where subcontractor_id is not null;
