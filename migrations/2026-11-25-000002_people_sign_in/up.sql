create table accounts (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  email text not null check (email = lower(email)),
  name text not null,
  password_hash text not null,
  nationalities text[] not null default '{}',
  institution text,
  active boolean not null default true,
  created_at timestamptz not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
call isolate('accounts');

create table memberships (
  tenant_id uuid not null default tenant_id() references bodies,
  account_id uuid not null,
  role text not null check (role in ('registrar', 'case_officer', 'president', 'agent', 'counsel',
    'panelist', 'regional_coordinator', 'liaison', 'body_administrator', 'auditor')),
  -- Whom an agent or counsel acts for.
  state text check ((role in ('agent', 'counsel')) = (state is not null)),
  -- What a panelist is on the roster as.
  discipline text check (discipline in ('legal', 'security', 'technology')),
  since timestamptz not null,
  until timestamptz,
  check ((role = 'panelist') = (discipline is not null)),
  primary key (tenant_id, account_id, role),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('memberships');

create table sessions (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  account_id uuid not null,
  refresh_hash bytea not null,
  -- The token before this one: its second use means that it was stolen.
  spent_hash bytea,
  opened_at timestamptz not null,
  renewed_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('sessions');
create index sessions_by_account on sessions (tenant_id, account_id);

-- Opens a transaction's world in one round trip: sets tenant and person, and tells what the
-- person is there. No row: the session has ended.
create function enter(tenant uuid, person uuid, session uuid)
  returns table (slug text, name text, simulation boolean, clock timestamptz, rules_version integer,
                 roles text[], acts_for text, person_name text)
  language plpgsql as $$
begin
  perform set_config('app.tenant', tenant::text, true);
  perform set_config('app.person', coalesce(person, '00000000-0000-0000-0000-000000000000')::text, true);
  return query
    select b.slug, b.name, b.simulation, b.clock,
      (select max(r.version) from rules r),
      coalesce((select array_agg(m.role order by m.role) from memberships m
                 where m.account_id = person and m.until is null), '{}'),
      (select min(m.state) from memberships m where m.account_id = person and m.until is null),
      a.name
    from bodies b left join accounts a on a.id = person
    where person is null
       or (a.active and (session is null or exists
            (select from sessions s where s.id = session and s.account_id = person and s.revoked_at is null)));
end $$;
grant execute on function enter(uuid, uuid, uuid) to proviso_app;
