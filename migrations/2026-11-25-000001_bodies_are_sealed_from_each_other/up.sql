-- The tenant of the running transaction. An error when unset or empty: it fails loudly.
create function tenant_id() returns uuid language sql stable
  as $$ select current_setting('app.tenant')::uuid $$;

-- The person of the running transaction; nobody in particular is the nil uuid.
create function person_id() returns uuid language sql stable
  as $$ select current_setting('app.person')::uuid $$;

-- Seals a table: one body sees and writes its own rows only, whoever owns the table.
create procedure isolate(t regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy tenant on %s to proviso_app, proviso_owner using (tenant_id = (select tenant_id())) with check (tenant_id = (select tenant_id()))', t);
  execute format('grant select, insert, update on %s to proviso_app', t);
end $$;

-- The same for what is only ever added to.
create procedure isolate_append_only(t regclass) language plpgsql as $$
begin
  call isolate(t);
  execute format('revoke update on %s from proviso_app', t);
end $$;

create table bodies (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,30}$'),
  name text not null,
  kind text not null check (kind in ('committee', 'regional')),
  simulation boolean not null,
  -- The clock of a simulation; a real body lives by the server's.
  clock timestamptz check (simulation = (clock is not null)),
  created_at timestamptz not null
);
alter table bodies enable row level security;
alter table bodies force row level security;
create policy tenant on bodies to proviso_app, proviso_owner
  using (id = (select tenant_id())) with check (id = (select tenant_id()));
grant select, update (clock) on bodies to proviso_app;
-- Which bodies an installation hosts is public; the functions below tell no more than that.
create policy directory on bodies for select to proviso_owner using (true);

create function body_id(wanted text) returns uuid language sql stable security definer
  set search_path = public as $$ select id from bodies where slug = wanted $$;
create function directory() returns table (slug text, name text, kind text, simulation boolean)
  language sql stable security definer set search_path = public
  as $$ select slug, name, kind, simulation from bodies order by simulation, slug $$;
revoke execute on function body_id(text), directory() from public;
grant execute on function body_id(text), directory() to proviso_app;

-- Founds a body: the owner's right alone, used by the operator's subcommand.
create function found_body(id uuid, slug text, name text, kind text, simulation boolean, clock timestamptz)
  returns void language plpgsql as $$
begin
  perform set_config('app.tenant', id::text, true);
  insert into bodies values (id, slug, name, kind, simulation, clock, now());
end $$;
revoke execute on function found_body(uuid, text, text, text, boolean, timestamptz) from public;

-- Rules of procedure: a case keeps the version under which it was filed.
create table rules (
  tenant_id uuid not null default tenant_id() references bodies,
  version integer not null check (version > 0),
  document jsonb not null,
  adopted_at timestamptz not null,
  primary key (tenant_id, version)
);
call isolate_append_only('rules');

create table calendars (
  tenant_id uuid not null default tenant_id() references bodies,
  version integer not null check (version > 0),
  source text not null,
  demonstration boolean not null,
  holidays date[] not null,
  adopted_at timestamptz not null,
  primary key (tenant_id, version)
);
call isolate_append_only('calendars');

-- States that exist only in a simulation (user-assigned codes).
create table invented_states (
  tenant_id uuid not null default tenant_id() references bodies,
  code text not null check (code ~ '^(X[A-Z][A-Z]|Q[M-Z][A-Z])$'),
  name text not null,
  regional_group text not null,
  developing boolean not null,
  primary key (tenant_id, code)
);
call isolate('invented_states');

-- Numbers without gaps: taken and given back with the transaction.
create table counters (
  tenant_id uuid not null default tenant_id() references bodies,
  name text not null,
  value integer not null,
  primary key (tenant_id, name)
);
call isolate('counters');

grant select (id, simulation) on bodies to proviso_worker;
create policy worker on bodies for select to proviso_worker using (true);
