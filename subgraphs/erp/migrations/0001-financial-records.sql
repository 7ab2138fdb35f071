-- Financial execution: legal entities, customers, projects with budgets and billing, charges, invoices, postings.
-- Amounts are plain numeric, so that the text that was written is the text that comes back.

create table erp.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);

-- Numbers for people. A row is locked until its transaction ends, so a series has no gaps.
create table erp.number_series (
  series text primary key,
  last_number integer not null
);

create table erp.legal_entity (
  id text primary key,
  code text not null unique,
  name text not null,
  country text not null,
  region text not null check (region in ('NA', 'UKI', 'DACH', 'IND', 'LATAM', 'APAC')),
  functional_currency text not null,
  reporting_currency text not null,
  -- [{scheme, number, country, validatedAt}]
  tax_registrations jsonb not null default '[]',
  -- {lines, city, postalCode, subdivision, country}
  address jsonb not null,
  fiscal_year_start_month integer not null check (fiscal_year_start_month between 1 and 12),
  open_period text not null check (open_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  standard_tax_rate numeric not null check (standard_tax_rate between 0 and 1),
  time_zone text not null,
  active boolean not null default true,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table erp.cost_center (
  id text primary key,
  code text not null,
  name text not null,
  legal_entity_id text not null references erp.legal_entity (id),
  owner_id text, -- worker
  practice text,
  active boolean not null default true,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (legal_entity_id, code),
  unique (legal_entity_id, id)
);

-- Customer master; the id is the canonical account id.
create table erp.customer (
  id text primary key,
  erp_customer_number text not null unique,
  status text not null check (status in ('PENDING_VALIDATION', 'VALID', 'BLOCKED', 'INACTIVE')),
  legal_name text not null,
  country text not null,
  tax_number text,
  -- The number as authorities compare it: letters and digits only.
  tax_key text generated always as (nullif(upper(regexp_replace(tax_number, '[^A-Za-z0-9]', '', 'g')), '')) stored,
  currency text not null,
  payment_terms_days integer not null check (payment_terms_days between 0 and 90),
  credit_limit numeric check (credit_limit >= 0), -- in `currency`
  credit_hold boolean not null default false,
  -- Idempotency key of the write that created or reactivated the record; only its run may deactivate it again.
  created_by_key text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- A tax number belongs to one customer in use.
create unique index customer_tax_key on erp.customer (split_part(country, '-', 1), tax_key) where tax_key is not null and status <> 'INACTIVE';

-- Financial project; the id is the canonical project id.
create table erp.project (
  id text primary key,
  erp_project_number text not null unique,
  account_id text not null references erp.customer (id),
  contract_id text not null,
  legal_entity_id text not null references erp.legal_entity (id),
  cost_center_id text not null,
  financial_status text not null check (financial_status in ('PLANNED', 'OPEN', 'ON_HOLD', 'CLOSING', 'CLOSED')),
  financial_status_reason text,
  billing_type text not null check (billing_type in ('TIME_AND_EXPENSE', 'FIXED_DATE', 'MILESTONE', 'PERCENT_COMPLETE', 'RECURRING')),
  pricing_model text not null
    check (pricing_model in ('TIME_AND_MATERIALS', 'CAPPED_TIME_AND_MATERIALS', 'FIXED_FEE', 'MILESTONE', 'RETAINER', 'SUBSCRIPTION')),
  billing_frequency text not null check (billing_frequency in ('WEEKLY', 'SEMI_MONTHLY', 'MONTHLY', 'QUARTERLY', 'ON_EVENT')),
  not_to_exceed numeric check (not_to_exceed > 0), -- in `currency`
  contract_value numeric not null check (contract_value >= 0),
  currency text not null,
  -- [{code, name, parentCode, billable}]
  wbs jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, currency), -- target of the foreign keys that keep every amount of a project in its currency
  -- The cost centre belongs to the contracting entity.
  foreign key (legal_entity_id, cost_center_id) references erp.cost_center (legal_entity_id, id)
);
create index project_account on erp.project (account_id);

create table erp.budget (
  id text primary key,
  project_id text not null,
  version integer not null check (version >= 1),
  status text not null check (status in ('DRAFT', 'APPROVED', 'SUPERSEDED')),
  revenue numeric not null, -- sums of the lines
  cost numeric not null,
  hours numeric not null,
  currency text not null,
  -- [{category, wbsCode, hours, revenue: {amount, currency}, cost: {amount, currency}}]
  lines jsonb not null,
  approved_at timestamptz,
  change_request_id text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, version),
  foreign key (project_id, currency) references erp.project (id, currency)
);
create unique index budget_approved on erp.budget (project_id) where status = 'APPROVED';

create table erp.invoice (
  id text primary key,
  number text,
  type text not null check (type in ('INVOICE', 'CREDIT_NOTE', 'ADVANCE')),
  status text not null
    check (status in ('DRAFT', 'IN_APPROVAL', 'APPROVED', 'POSTED', 'SENT', 'DISPUTED', 'PARTIALLY_PAID', 'PAID', 'VOIDED')),
  account_id text not null references erp.customer (id),
  project_id text,
  legal_entity_id text not null references erp.legal_entity (id),
  issue_date date,
  tax_point_date date,
  due_date date,
  -- Ordering columns are never null: a document without the date sorts after all that have one.
  issue_date_order date not null generated always as (coalesce(issue_date, date '9999-12-31')) stored,
  due_date_order date not null generated always as (coalesce(due_date, date '9999-12-31')) stored,
  service_period_from date not null,
  service_period_to date not null,
  currency text not null,
  subtotal numeric not null,
  tax_total numeric not null,
  total numeric not null,
  amount_paid numeric not null default 0,
  amount_due numeric not null generated always as (total - amount_paid) stored,
  -- [{id, position, description, quantity, unit, unitPrice, net, taxCategory, taxRate, serviceCode, chargeIds}]
  lines jsonb not null,
  -- [{jurisdiction, name, category, rate, base, amount, exemptionReason}]
  taxes jsonb not null default '[]',
  -- [{id, receivedOn, amount, reference}]
  payments jsonb not null default '[]',
  customer_po_number text,
  payment_terms_days integer not null,
  dispute_reason text,
  posted_at timestamptz,
  sent_at timestamptz,
  paid_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (legal_entity_id, number),
  foreign key (project_id, currency) references erp.project (id, currency),
  check (service_period_from <= service_period_to),
  check (subtotal + tax_total = total),
  -- The legal number is given at posting and never earlier.
  check ((number is null) = (status in ('DRAFT', 'IN_APPROVAL', 'APPROVED')))
);
create index invoice_project on erp.invoice (project_id, id);
create index invoice_account on erp.invoice (account_id, id);
create index invoice_issue_date on erp.invoice (issue_date_order, id);
create index invoice_due_date on erp.invoice (due_date_order, id);

create table erp.billing_schedule_line (
  id text primary key,
  project_id text not null,
  position integer not null, -- grows over all versions of the schedule
  description text not null,
  planned_date date,
  milestone_id text,
  amount numeric not null,
  currency text not null,
  status text not null check (status in ('PLANNED', 'READY', 'INVOICED', 'CANCELLED')),
  invoice_id text references erp.invoice (id),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, position),
  foreign key (project_id, currency) references erp.project (id, currency),
  check (planned_date is not null or milestone_id is not null),
  check ((invoice_id is not null) = (status = 'INVOICED'))
);

create table erp.charge (
  id text primary key,
  project_id text not null,
  type text not null check (type in ('TIME', 'EXPENSE', 'MILESTONE', 'FIXED_DATE', 'RECURRING', 'PURCHASE', 'ADJUSTMENT')),
  stage text not null check (stage in ('HOLD', 'READY', 'IN_INVOICE', 'BILLED', 'WRITTEN_OFF', 'NON_BILLABLE')),
  timecard_id text,
  milestone_id text,
  purchase_order_id text,
  service_date date not null,
  description text not null,
  quantity numeric not null,
  unit text not null check (unit in ('HOUR', 'DAY', 'MONTH', 'EACH', 'LUMP_SUM')),
  rate numeric, -- in `currency`
  amount numeric not null,
  currency text not null,
  tax_code text,
  hold_reason text,
  invoice_id text references erp.invoice (id),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (project_id, currency) references erp.project (id, currency),
  check ((hold_reason is not null) = (stage = 'HOLD')),
  check ((invoice_id is not null) = (stage in ('IN_INVOICE', 'BILLED')))
);
create index charge_project on erp.charge (project_id, id);
create index charge_milestone on erp.charge (milestone_id) where milestone_id is not null;
create index charge_service_date on erp.charge (service_date, id);

-- Project ledger: what was posted, in the currency of the project. Only sums of it leave the system.
create table erp.posting (
  id text primary key,
  project_id text not null,
  kind text not null check (kind in ('LABOUR', 'SUBCONTRACTOR', 'EXPENSE', 'REVENUE', 'WRITE_OFF')),
  posted_on date not null,
  hours numeric not null default 0,
  billable_hours numeric not null default 0,
  amount numeric not null,
  currency text not null,
  source_id text, -- timecard, purchase order, milestone or invoice
  created_at timestamptz not null default now(),
  foreign key (project_id, currency) references erp.project (id, currency)
);
create index posting_project on erp.posting (project_id) include (kind, hours, billable_hours, amount);
