-- Records of the CRM: clients, people at clients, sales, and the contracts that follow from them.
-- Lists that are always read with their owner are jsonb; amounts and dates inside are text, so nothing is rounded.

create table crm.account (
  id text primary key,
  account_number text not null unique,
  name text not null,
  legal_name text,
  registration_number text,
  status text not null check (status in ('PROSPECT', 'ACTIVE', 'ON_HOLD', 'FORMER', 'MERGED')),
  segment text check (segment in ('ENTERPRISE', 'MID_MARKET', 'SMALL_BUSINESS', 'PUBLIC_SECTOR')),
  industry text,
  region text not null check (region in ('NA', 'UKI', 'DACH', 'IND', 'LATAM', 'APAC')),
  country text not null,
  website text,
  billing_address jsonb,
  service_address jsonb,
  tax_registrations jsonb not null default '[]',
  default_currency text not null,
  requested_payment_terms_days integer,
  purchase_order_required boolean not null,
  e_invoicing_address text,
  parent_id text references crm.account,
  owner_id text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index account_by_parent on crm.account (parent_id);
create index account_by_name on crm.account (lower(name) text_pattern_ops);
create index account_by_number on crm.account (lower(account_number) text_pattern_ops);

create table crm.contact (
  id text primary key,
  account_id text not null references crm.account,
  full_name text not null,
  email text,
  phone text,
  job_title text,
  role text not null check (role in ('SPONSOR', 'PROJECT_LEAD', 'ACCOUNTS_PAYABLE', 'LEGAL', 'PROCUREMENT', 'USER')),
  preferred_language text,
  do_not_contact boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index contact_by_account on crm.contact (account_id, id);

create table crm.opportunity (
  id text primary key,
  number text not null unique,
  name text not null,
  account_id text not null references crm.account,
  stage text not null check (
    stage in ('QUALIFICATION', 'DISCOVERY', 'PROPOSAL', 'NEGOTIATION', 'CLOSED_WON', 'ACCEPTED', 'CLOSED_LOST')
  ),
  type text not null check (type in ('NEW_BUSINESS', 'EXPANSION', 'RENEWAL', 'CHANGE_ORDER')),
  probability numeric not null check (probability between 0 and 1),
  amount numeric not null,
  currency text not null,
  estimated_margin numeric,
  discount numeric,
  close_date date not null,
  closed_at timestamptz,
  accepted_at timestamptz,
  accepted_by_id text,
  service_type text not null check (
    service_type in (
      'SOFTWARE_IMPLEMENTATION', 'MANAGED_SERVICES', 'STRATEGIC_ADVISORY', 'CUSTOM_DEVELOPMENT', 'STAFF_AUGMENTATION', 'TRAINING'
    )
  ),
  pricing_model text not null check (
    pricing_model in ('TIME_AND_MATERIALS', 'CAPPED_TIME_AND_MATERIALS', 'FIXED_FEE', 'MILESTONE', 'RETAINER', 'SUBSCRIPTION')
  ),
  delivery_region text not null check (delivery_region in ('NA', 'UKI', 'DACH', 'IND', 'LATAM', 'APAC')),
  selling_legal_entity_id text not null,
  planned_start date,
  planned_end date,
  estimated_hours numeric,
  requires_subcontractors boolean not null,
  scope_summary text,
  loss_reason text,
  owner_id text not null,
  solution_lead_id text,
  line_items jsonb not null default '[]',
  project_id text unique,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (planned_end >= planned_start),
  check ((stage = 'ACCEPTED') = (accepted_at is not null)),
  check (project_id is null or stage = 'ACCEPTED')
);
create index opportunity_by_account on crm.opportunity (account_id, id);
create index opportunity_by_close_date on crm.opportunity (close_date, id);
create index opportunity_by_created_at on crm.opportunity (created_at, id);

create table crm.contract (
  id text primary key,
  number text not null unique,
  type text not null check (type in ('MASTER_AGREEMENT', 'STATEMENT_OF_WORK', 'CHANGE_ORDER')),
  status text not null check (
    status in ('DRAFT', 'IN_REVIEW', 'APPROVED', 'SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE', 'EXPIRED', 'TERMINATED')
  ),
  title text not null,
  account_id text not null references crm.account,
  opportunity_id text references crm.opportunity,
  parent_id text references crm.contract,
  legal_entity_id text not null,
  governing_law text,
  effective_from date,
  effective_to date,
  total_value numeric not null,
  currency text not null,
  pricing_model text not null check (
    pricing_model in ('TIME_AND_MATERIALS', 'CAPPED_TIME_AND_MATERIALS', 'FIXED_FEE', 'MILESTONE', 'RETAINER', 'SUBSCRIPTION')
  ),
  billing_terms jsonb not null,
  tax_terms jsonb not null,
  deliverables jsonb not null default '[]',
  contracted_milestones jsonb not null default '[]',
  rate_card jsonb not null default '[]',
  dependencies jsonb not null default '[]',
  liability_cap numeric,
  notice_days integer,
  processes_personal_data boolean not null,
  data_processing_agreement boolean not null,
  subcontracting_allowed boolean not null,
  legal_review text not null check (legal_review in ('NOT_STARTED', 'PENDING', 'APPROVED', 'CHANGES_REQUESTED', 'REJECTED')),
  finance_review text not null check (finance_review in ('NOT_STARTED', 'PENDING', 'APPROVED', 'CHANGES_REQUESTED', 'REJECTED')),
  documents jsonb not null default '[]',
  signed_at timestamptz,
  approved_at timestamptz,
  legal_approver_id text,
  finance_approver_id text,
  -- Subject of the token that recorded the approval: only that caller may take it back.
  approval_recorded_by text,
  project_id text unique,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (legal_approver_id <> finance_approver_id),
  check (status not in ('DRAFT', 'IN_REVIEW') or approved_at is null)
);
create index contract_by_account on crm.contract (account_id, id);
create index contract_by_parent on crm.contract (parent_id);
-- An opportunity leads to one document; a change order comes with an opportunity of its own.
create unique index contract_by_opportunity on crm.contract (opportunity_id);

create table crm.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
