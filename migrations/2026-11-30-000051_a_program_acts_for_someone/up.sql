-- A program that acts for someone of the body, and never has more rights than they have.
create table clients (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  account_id uuid not null,
  name text not null,
  scopes text[] not null check (scopes <@ array['read', 'reports', 'prepare'] and cardinality(scopes) > 0),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- When it was let in last, and from which network, as a mark that tells networks apart.
  used_at timestamptz,
  network text,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('clients');
create index clients_by_account on clients (tenant_id, account_id) where ended_at is null;

-- What it shows to be let in. One that another has followed works for a while beside it.
create table client_secrets (
  tenant_id uuid not null default tenant_id() references bodies,
  client_id uuid not null,
  -- SHA-256.
  secret_hash bytea not null,
  made_at timestamptz not null,
  -- It works until then; without it, for as long as the client.
  ends_at timestamptz,
  primary key (tenant_id, client_id, secret_hash),
  foreign key (tenant_id, client_id) references clients (tenant_id, id)
);
call isolate('client_secrets');

-- What a client of this person may do at most, as long as it has not been ended; asked after `enter`.
create function enter_client(client uuid, person uuid)
  returns table (scopes text[], expires_at timestamptz)
  language sql stable as $$
    select c.scopes, c.expires_at from clients c
     where c.id = client and c.account_id = person and c.ended_at is null
  $$;
grant execute on function enter_client(uuid, uuid) to proviso_app;
