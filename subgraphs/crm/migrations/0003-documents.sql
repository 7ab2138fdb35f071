-- What the document repository holds: files of contracts, and the folder of each project. The bytes lie outside the database,
-- under their digest; an object without a row is garbage, a row without an object is a loss.

create table crm.document_folder (
  id text primary key,
  project_id text not null unique,
  contract_id text not null references crm.contract,
  archived_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table crm.document_version (
  id text primary key,
  contract_id text not null references crm.contract,
  -- Null until the contract has a project with a folder.
  folder_id text references crm.document_folder,
  kind text not null check (
    kind in ('CONTRACT', 'ANNEX', 'DATA_PROCESSING_AGREEMENT', 'CLIENT_PURCHASE_ORDER', 'TAX_EXEMPTION_CERTIFICATE')
  ),
  title text not null,
  version integer not null check (version > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes integer not null check (size_bytes > 0),
  media_type text not null,
  -- Last day on which it must be kept; null while the contract has no end.
  retain_until date,
  stored_at timestamptz not null default platform.business_now(),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (contract_id, title, version)
);
create index document_version_by_folder on crm.document_version (folder_id, id);
create index document_version_by_digest on crm.document_version (sha256);
create index document_version_by_retention on crm.document_version (retain_until);
