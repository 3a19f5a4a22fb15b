-- What the reported state says is wrong in a draft, and what the registry decided on it.
create table report_corrections (
  tenant_id uuid not null default tenant_id() references bodies,
  report_id uuid not null,
  no integer not null check (no > 0),
  -- A figure by its key, or a paragraph by its number.
  what text not null,
  -- As it read when it was asked about.
  before text not null,
  should_say text not null,
  why text not null,
  asked_at timestamptz not null,
  accepted boolean,
  -- As it reads now; none where it is gone, or where nothing was accepted.
  after text,
  reasons text,
  decided_at timestamptz,
  primary key (tenant_id, report_id, no),
  foreign key (tenant_id, report_id) references reports (tenant_id, id),
  check ((accepted is null) = (decided_at is null) and (accepted is null) = (reasons is null)),
  check (after is null or accepted)
);
call isolate('report_corrections');
