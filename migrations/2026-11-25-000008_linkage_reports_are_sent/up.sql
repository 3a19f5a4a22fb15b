create table reports (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  state text not null,
  period text not null check (period ~ '^[0-9]{4}-S[12]$'),
  version integer not null default 1,
  status text not null check (status in ('open', 'draft', 'in_check', 'with_state', 'revised', 'final', 'transmitted', 'acknowledged')),
  content jsonb not null,
  digest bytea not null,
  reply text,
  reply_at timestamptz,
  created_at timestamptz not null,
  final_at timestamptz,
  transmitted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, state, period)
);
call isolate('reports');

create table report_recipients (
  tenant_id uuid not null default tenant_id() references bodies,
  report_id uuid not null,
  account_id uuid not null,
  institution text not null,
  acknowledged_at timestamptz,
  primary key (tenant_id, report_id, account_id),
  foreign key (tenant_id, report_id) references reports (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('report_recipients');
