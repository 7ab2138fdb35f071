-- Which example data was loaded. A row without finished_at is a load that was interrupted: its data is incomplete.
create table platform.seed_run (
  id bigint generated always as identity primary key,
  size text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
