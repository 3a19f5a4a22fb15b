-- A line of the ledger tells who did what to what, and commits to what was said by a salted hash: whoever
-- checks the ledger need not read it. What lists and filters is taken from the line, so that it cannot differ
-- from what was hashed.
alter table ledger
  add column detail text,
  add column salt bytea,
  add column kind text generated always as (line::jsonb ->> 'kind') stored,
  add column action text generated always as (line::jsonb ->> 'action') stored,
  add column actor text generated always as (line::jsonb ->> 'actor') stored,
  add column case_id uuid generated always as ((line::jsonb ->> 'case')::uuid) stored,
  add column at text collate "C" generated always as (line::jsonb ->> 'at') stored;
create index ledger_by_time on ledger (tenant_id, at, chain_id, seq);
create index ledger_by_case on ledger (tenant_id, case_id, at, chain_id, seq) where case_id is not null;
create index ledger_by_actor on ledger (tenant_id, actor, at, chain_id, seq);

-- How far the last checkpoint took each chain into account.
create table sealed_chains (
  tenant_id uuid not null default tenant_id() references bodies,
  chain_id uuid not null,
  seq bigint not null,
  primary key (tenant_id, chain_id),
  foreign key (tenant_id, chain_id) references chains (tenant_id, id)
);
call isolate('sealed_chains');

-- What the body signed about its ledger, for others to keep.
create table checkpoints (
  tenant_id uuid not null default tenant_id() references bodies,
  no integer not null check (no > 0),
  -- The line of the body's own chain that names the heads of all others.
  seq bigint not null,
  head bytea not null,
  -- The signed bytes.
  text text not null,
  kid text not null,
  minisig text not null,
  at timestamptz not null,
  primary key (tenant_id, no),
  foreign key (tenant_id, kid) references signing_keys (tenant_id, kid)
);
call isolate_append_only('checkpoints');
