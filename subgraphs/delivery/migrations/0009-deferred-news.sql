-- News of other systems that could not be dealt with when it was told. It is kept here and acknowledged there, so that it holds up
-- nothing behind it; a row goes when its news was dealt with. Instants are real time: trying again is not business.
create table delivery.deferred_news (
  -- Id of the event at the system that told it.
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  system text not null check (system in ('CRM', 'PSA')),
  type text not null,
  subject_id text not null,
  -- The event as it was told.
  event jsonb not null,
  attempts integer not null default 1,
  -- Why it could not be dealt with the last time.
  code text not null,
  message text not null,
  next_attempt_at timestamptz not null
);
create index deferred_news_due on delivery.deferred_news (next_attempt_at);
create index deferred_news_order on delivery.deferred_news (created_at, id);
