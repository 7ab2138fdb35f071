-- Events of the PSA until a consumer acknowledged them; written in the transaction of the change that they tell of.
create table psa.outbox_event (
  id text primary key,
  type text not null,
  version integer not null check (version > 0),
  subject_id text not null,
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  correlation_id text not null,
  actor text not null,
  occurred_at timestamptz not null default platform.business_now(),
  -- Real time, and not that of the transaction's begin: two events of one transaction keep their order.
  recorded_at timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz
);
create index outbox_event_pending on psa.outbox_event (recorded_at, id) where acknowledged_at is null;
create index outbox_event_acknowledged on psa.outbox_event (acknowledged_at) where acknowledged_at is not null;
