-- Who outside of the firm may call, as whom, and which tokens are no longer good. Instants are real time, as those of tokens are:
-- the business clock says nothing about them. Nothing here is a secret; secrets belong to the issuer.

create table delivery.partner (
  id text primary key check (id ~ '^par_[0-9a-z]{1,40}$'),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  kind text not null check (kind in ('CLIENT', 'SUBCONTRACTOR', 'RESELLER')),
  name text not null,
  account_id text,
  supplier_id text,
  registered_by text not null,
  -- What its row rules go by: the account of a client or reseller, the supplier record of a subcontractor.
  check (case kind when 'SUBCONTRACTOR' then supplier_id is not null and account_id is null
    else account_id is not null and supplier_id is null end)
);
-- A firm that is client and reseller is two partners with two clients, and never one with the rights of both.
create unique index partner_record on delivery.partner (kind, coalesce(account_id, supplier_id));
create index partner_order on delivery.partner (name, id);

create table delivery.partner_client (
  -- `client_id` at the issuer (RFC 6749, section 2.2).
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  partner_id text not null references delivery.partner (id),
  name text not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  expires_at timestamptz not null,
  issued_by text not null,
  -- Access tokens that were issued up to this instant are refused: the client was rotated.
  tokens_not_before timestamptz,
  revoked_at timestamptz
);
create index partner_client_partner on delivery.partner_client (partner_id);

-- Every decision that takes access away, with who and why; append-only.
create table delivery.revocation (
  id text primary key,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  subject text not null check (subject in ('TOKEN', 'CLIENT')),
  -- `jti` of the token (RFC 7519, section 4.1.7); null when a client is the subject.
  token_id text,
  client_id text references delivery.partner_client (id),
  -- The row of a token counts until then: whatever carries this id has expired.
  expires_at timestamptz,
  reason text not null,
  actor text not null,
  check (case subject when 'TOKEN' then token_id is not null and expires_at is not null and client_id is null
    else client_id is not null and token_id is null and expires_at is null end)
);
create index revocation_token on delivery.revocation (expires_at) where subject = 'TOKEN';
create index revocation_client on delivery.revocation (client_id) where subject = 'CLIENT';

-- One row that every change counts up. Writers wait for one another on it, so whoever sees a number sees all that led to it; a
-- sequence would show the number of a transaction before those with smaller ones have committed.
create table delivery.access_change (revision bigint not null);
create unique index access_change_single on delivery.access_change ((true));
insert into delivery.access_change values (0);
create function delivery.count_access_change() returns trigger language plpgsql as $$
begin
  update delivery.access_change set revision = revision + 1;
  return null;
end $$;
create trigger partner_change after insert or update or delete on delivery.partner
  for each statement execute function delivery.count_access_change();
create trigger partner_client_change after insert or update or delete on delivery.partner_client
  for each statement execute function delivery.count_access_change();
create trigger revocation_change after insert or update or delete on delivery.revocation
  for each statement execute function delivery.count_access_change();

-- What the gateway reads: the published interface of this schema for it (ADR 0018). Its columns are never removed or renamed.
create view delivery.access_revision as select revision from delivery.access_change;
create view delivery.access_partner_client as
  select c.id as client_id, p.id as partner_id, p.kind as partner_kind, array_remove(array[p.account_id], null) as account_ids,
    array_remove(array[p.supplier_id], null) as supplier_ids, c.scopes, c.expires_at, c.tokens_not_before,
    c.revoked_at is not null as revoked
  from delivery.partner_client c join delivery.partner p on p.id = c.partner_id;
create view delivery.access_revocation as
  select token_id, expires_at from delivery.revocation where subject = 'TOKEN' and expires_at > now();
