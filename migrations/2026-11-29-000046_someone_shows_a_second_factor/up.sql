-- What someone shows beside their password: codes by time (RFC 6238).
create table factors (
  tenant_id uuid not null default tenant_id() references bodies,
  id uuid not null,
  account_id uuid not null,
  -- The shared secret, sealed with a key that is not in the database.
  sealed bytea not null,
  made_at timestamptz not null,
  -- From when on it counts: its person has shown that they have it.
  confirmed_at timestamptz,
  ended_at timestamptz,
  -- The step of the last code that was taken, since each is good once.
  last_step bigint not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts (tenant_id, id)
);
call isolate('factors');
create unique index factors_in_use on factors (tenant_id, account_id)
  where confirmed_at is not null and ended_at is null;

-- What stands in for it, each once.
create table recovery_codes (
  tenant_id uuid not null default tenant_id() references bodies,
  factor_id uuid not null,
  -- SHA-256.
  code_hash bytea not null,
  -- Used or replaced.
  ended_at timestamptz,
  primary key (tenant_id, factor_id, code_hash),
  foreign key (tenant_id, factor_id) references factors (tenant_id, id)
);
call isolate('recovery_codes');

-- When the second factor was shown last in this session.
alter table sessions add column proved_at timestamptz;

-- Between the password and the code: how often a wrong one was given.
alter table tickets add column tries integer not null default 0;
alter table tickets drop constraint tickets_kind_check;
alter table tickets add constraint tickets_kind_check check (kind in ('invitation', 'reset', 'second_step'));

-- Also tells whether the body asks for a second factor, whether the person has one, and when it was shown.
drop function enter(uuid, uuid, uuid);
create function enter(tenant uuid, person uuid, session uuid)
  returns table (slug text, name text, simulation boolean, clock timestamptz, rules_version integer,
                 roles text[], acts_for text, person_name text, factor_required boolean, has_factor boolean,
                 proved_at timestamptz)
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
      a.name,
      coalesce((select (r.document->>'second_factor_required')::boolean from rules r
                 order by r.version desc limit 1), not b.simulation),
      exists (select from factors f
               where f.account_id = person and f.confirmed_at is not null and f.ended_at is null),
      (select s.proved_at from sessions s where s.id = session)
    from bodies b left join accounts a on a.id = person
    where person is null
       or (a.active and (session is null or exists
            (select from sessions s where s.id = session and s.account_id = person and s.revoked_at is null)));
end $$;
grant execute on function enter(uuid, uuid, uuid) to proviso_app;
