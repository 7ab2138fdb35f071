-- The business clock of the whole graph (architecture: one clock for SLAs, periods and effective dates, apart from real time).
-- One row anchors a business instant to a real one. Without a row, business time is real time.
create table platform.business_clock (
  only_row boolean primary key default true check (only_row),
  business_anchor timestamptz not null,
  real_anchor timestamptz not null,
  -- False freezes the clock at its anchor.
  running boolean not null default true
);

-- Security definer: services may ask for the time without any right on the table.
create function platform.business_now() returns timestamptz
  language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select case when running then business_anchor + (clock_timestamp() - real_anchor) else business_anchor end
     from platform.business_clock),
    clock_timestamp())
$$;

-- For administrators only: the demo sets the clock, tests advance it.
create function platform.set_business_time(instant timestamptz, running boolean default true) returns void
  language sql volatile set search_path = pg_catalog, pg_temp
as $$
  insert into platform.business_clock (business_anchor, real_anchor, running)
  values (instant, clock_timestamp(), running)
  on conflict (only_row) do update
    set business_anchor = excluded.business_anchor, real_anchor = excluded.real_anchor, running = excluded.running
$$;
