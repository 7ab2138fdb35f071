-- Purchasing: suppliers, requisitions and purchase orders with their receipts.
-- Amounts are plain numeric, so that the text that was written is the text that comes back.

create table procurement.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);

-- Numbers for people. A row is locked until its transaction ends, so a series has no gaps.
create table procurement.number_series (
  series text primary key,
  last_number integer not null
);

create table procurement.supplier (
  id text primary key,
  supplier_number text not null unique,
  name text not null,
  legal_name text not null,
  status text not null check (status in ('INVITED', 'ONBOARDING', 'ACTIVE', 'SUSPENDED', 'OFFBOARDED')),
  country text not null,
  regions text[] not null default '{}',
  category text not null,
  currency text not null,
  payment_terms_days integer not null check (payment_terms_days between 0 and 180),
  -- [{scheme, number, country, validatedAt}]
  tax_registrations jsonb not null default '[]',
  -- {lines, city, postalCode, subdivision, country}
  address jsonb,
  preferred boolean not null default false,
  risk_rating text check (risk_rating in ('LOW', 'MEDIUM', 'HIGH')),
  performance_score numeric check (performance_score between 0 and 1),
  master_agreement_signed boolean not null default false,
  nda_signed boolean not null default false,
  insurance_valid_until date,
  -- [{role, rate: {amount, currency}, unit, validUntil}]
  rate_card jsonb not null default '[]',
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table procurement.requisition (
  id text primary key,
  number text not null unique,
  status text not null check (status in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'ORDERED', 'CANCELLED')),
  project_id text not null,
  staffing_request_id text,
  legal_entity_id text not null,
  cost_center_id text,
  requester_id text, -- worker; null when a service asked
  supplier_id text references procurement.supplier (id),
  justification text not null,
  -- [{id, description, role, quantity, unit, unitPrice, net, wbsCode}]
  lines jsonb not null,
  total numeric not null check (total >= 0), -- sum of the lines
  currency text not null,
  needed_by date not null,
  submitted_at timestamptz,
  decided_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (submitted_at is not null or status in ('DRAFT', 'CANCELLED'))
);
create index requisition_project on procurement.requisition (project_id, id);

create table procurement.purchase_order (
  id text primary key,
  number text not null unique,
  revision_number integer not null default 1 check (revision_number >= 1),
  status text not null
    check (status in ('DRAFT', 'ISSUED', 'ACKNOWLEDGED', 'REJECTED_BY_SUPPLIER', 'PARTIALLY_RECEIVED', 'RECEIVED', 'ON_HOLD', 'SOFT_CLOSED', 'CLOSED', 'CANCELLED')),
  supplier_id text not null references procurement.supplier (id),
  project_id text,
  requisition_id text unique references procurement.requisition (id),
  legal_entity_id text not null,
  cost_center_id text,
  buyer_id text, -- worker
  currency text not null,
  -- [{id, description, assignmentId, quantity, unit, unitPrice, net, receivedQuantity}]
  lines jsonb not null,
  total numeric not null check (total >= 0), -- sum of the lines
  received_amount numeric not null default 0 check (received_amount >= 0), -- sum of the receipts
  remaining_amount numeric not null generated always as (total - received_amount) stored,
  -- [{id, lineId, receivedOn, quantity, amount, timecardIds}]
  receipts jsonb not null default '[]',
  payment_terms_days integer not null,
  start_date date,
  end_date date,
  issued_at timestamptz,
  acknowledged_at timestamptz,
  closed_at timestamptz,
  recharge_to_client boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (start_date <= end_date)
);
create index purchase_order_project on procurement.purchase_order (project_id, id);
create index purchase_order_supplier on procurement.purchase_order (supplier_id, id);
