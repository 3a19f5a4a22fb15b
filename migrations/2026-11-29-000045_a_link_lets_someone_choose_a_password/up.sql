-- Someone who was invited has no password until they have chosen one.
alter table accounts alter column password_hash drop not null;

-- What was sent to someone so that they show, once, that they have it.
create table tickets (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('invitation', 'reset')),
  -- SHA-256 of the secret that went out with it; none before the letter leaves.
  secret_hash bytea,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- Used, replaced or taken back.
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('tickets');
create index tickets_by_account on tickets (tenant_id, account_id) where ended_at is null;
