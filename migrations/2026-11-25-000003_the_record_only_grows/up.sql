-- Heads of the hash chains: one per case and one per body (whose id it then bears).
create table chains (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  seq bigint not null,
  head bytea not null,
  docket_no integer not null default 0,
  primary key (tenant_id, id)
);
call isolate('chains');

create table ledger (
  tenant_id uuid not null default tenant_id() references bodies,
  chain_id uuid not null,
  seq bigint not null,
  -- Canonical text, hashed as it stands: sha256(previous hash, line).
  line text not null,
  hash bytea not null,
  primary key (tenant_id, chain_id, seq),
  foreign key (tenant_id, chain_id) references chains (tenant_id, id)
);
call isolate_append_only('ledger');

create table docket_entries (
  tenant_id uuid not null default tenant_id() references bodies,
  case_id uuid not null,
  no integer not null check (no > 0),
  act text not null,
  title text not null,
  detail jsonb not null default '{}',
  actor uuid,
  actor_label text not null,
  at timestamptz not null,
  -- C-10: the day on which service of it is deemed made.
  served_on date not null,
  state_after text not null,
  filing_id uuid,
  primary key (tenant_id, case_id, no),
  foreign key (tenant_id, case_id) references chains (tenant_id, id)
);
call isolate_append_only('docket_entries');

create table outbox (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  kind text not null,
  payload jsonb not null,
  due_at timestamptz not null,
  leased_until timestamptz,
  attempts integer not null default 0,
  settled_at timestamptz,
  primary key (tenant_id, id)
);
call isolate('outbox');
create index outbox_due on outbox (due_at) where settled_at is null;
grant select (tenant_id, due_at, leased_until, settled_at) on outbox to proviso_worker;
create policy worker on outbox for select to proviso_worker using (true);

create table letters (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  case_id uuid,
  docket_no integer,
  account_id uuid,
  address text not null,
  subject text not null,
  body text not null,
  message_id text not null,
  written_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, id),
  -- One letter for each entry of a docket and each recipient.
  unique (tenant_id, case_id, docket_no, account_id)
);
call isolate('letters');
