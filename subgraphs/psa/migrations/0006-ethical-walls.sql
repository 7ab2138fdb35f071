-- Ethical walls: nobody who works or worked for one of two clients is put on a project of the other while the wall stands.
-- General counsel decides on them; they are entered and ended here (docs/operators.md). A wall is ended, never deleted.
create table psa.ethical_wall (
  id text primary key,
  account_id text not null,
  other_account_id text not null,
  -- Both days belong to the interval; null is "until further notice".
  valid_from date not null,
  valid_until date check (valid_until >= valid_from),
  reason text not null check (reason <> ''),
  -- Who entered it.
  created_by text not null default current_user,
  created_at timestamptz not null default now(),
  -- Each pair is written one way round only.
  check (account_id < other_account_id)
);
create index ethical_wall_account on psa.ethical_wall (account_id);
create index ethical_wall_other_account on psa.ethical_wall (other_account_id);
