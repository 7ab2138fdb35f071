-- The audit chains of the gateway (docs/adr/0017). A chain is one life of one gateway process; each record carries the hash of
-- the one before it. `record` is the canonical JSON that was hashed, to the letter: jsonb would write it anew.
create table audit_record (
  chain text not null,
  sequence bigint not null check (sequence > 0),
  -- Real time, the same as in the record: what `npm run audit -- show` narrows down by.
  recorded_at timestamptz not null,
  previous text not null,
  hash text not null,
  record text not null,
  primary key (chain, sequence)
);
create index audit_record_time on audit_record (recorded_at);

-- Signed ends of chains. They are written to a file outside the database too, or who may delete here could delete both.
create table audit_checkpoint (
  chain text not null,
  sequence bigint not null check (sequence > 0),
  hash text not null,
  signed_at timestamptz not null,
  key_id text not null,
  signature text not null,
  primary key (chain, sequence)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end $$;

-- A privilege stops the gateway's own role; this also stops a slip of the owner. Who removes it on purpose is found by verify.
create trigger audit_record_append_only before update or delete or truncate on audit_record
  for each statement execute function refuse_change();
create trigger audit_checkpoint_append_only before update or delete or truncate on audit_checkpoint
  for each statement execute function refuse_change();
