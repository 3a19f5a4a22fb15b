create table seats (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  no integer not null check (no between 1 and 7),
  discipline text not null check (discipline in ('legal', 'security', 'technology')),
  presiding boolean not null,
  account_id uuid,
  status text not null check (status in ('open', 'nominated', 'accepted', 'sitting')),
  check ((status = 'open') = (account_id is null)),
  nominated_at timestamptz,
  primary key (tenant_id, case_id, no),
  unique (tenant_id, case_id, account_id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('seats');
create index seats_by_account on seats (tenant_id, account_id);

create table disclosures (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid not null,
  account_id uuid not null,
  level text not null check (level in ('none', 'green', 'orange', 'red_waivable', 'red')),
  statement text not null,
  accepted boolean not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references cases (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate_append_only('disclosures');
create index disclosures_by_case on disclosures (tenant_id, case_id);
