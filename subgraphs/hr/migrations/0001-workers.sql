-- Human resources: people, their skills and what an hour of them costs.

create table hr.worker (
  id text primary key,
  worker_number text not null unique,
  kind text not null check (kind in ('EMPLOYEE', 'CONTRACTOR', 'INTERN')),
  status text not null check (status in ('PRE_HIRE', 'ACTIVE', 'ON_LEAVE', 'TERMINATED')),
  display_name text not null,
  given_name text not null,
  family_name text not null,
  work_email text,
  work_phone text,
  personal_email text,
  date_of_birth date,
  nationality text,
  national_id_last4 text check (length(national_id_last4) = 4),
  job_title text not null,
  grade text not null,
  practice text not null,
  department text not null,
  legal_entity_id text not null,
  -- Supplier of a contractor; employees have none.
  supplier_id text,
  region text not null,
  country text not null,
  location text,
  time_zone text not null,
  manager_id text references hr.worker (id) deferrable initially deferred,
  hire_date date not null,
  termination_date date check (termination_date >= hire_date),
  fte numeric not null check (fte > 0 and fte <= 1),
  standard_hours_per_week numeric not null check (standard_hours_per_week > 0),
  target_utilization numeric not null check (target_utilization between 0 and 1),
  -- BCP 47 tags
  languages text[] not null default '{}',
  -- ISO 3166 countries in which the person may work
  work_authorizations text[] not null default '{}',
  annual_salary numeric check (annual_salary > 0),
  salary_currency text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((annual_salary is null) = (salary_currency is null)),
  check ((kind = 'CONTRACTOR') = (supplier_id is not null)),
  check (kind <> 'CONTRACTOR' or annual_salary is null)
);
create index worker_name on hr.worker (display_name, id);
create index worker_manager on hr.worker (manager_id);

-- The id of a skill is its code.
create table hr.skill (
  id text primary key,
  name text not null,
  category text not null,
  description text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index skill_category on hr.skill (category, id);

create table hr.worker_skill (
  id text primary key,
  worker_id text not null references hr.worker (id),
  skill_id text not null references hr.skill (id),
  level integer not null check (level between 1 and 5),
  years_of_experience numeric check (years_of_experience >= 0),
  last_used_on date,
  endorsed boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (worker_id, skill_id)
);
create index worker_skill_skill on hr.worker_skill (skill_id, level);

-- Loaded cost of an hour from a day on, until the next row of the same worker.
create table hr.cost_rate (
  worker_id text not null references hr.worker (id),
  valid_from date not null,
  amount numeric not null check (amount > 0),
  currency text not null,
  primary key (worker_id, valid_from)
);

create table hr.idempotency_key (
  caller text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  record_id text,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
